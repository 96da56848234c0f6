#include "host/check/surroundings.hpp"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <fenv.h>
#include <unistd.h>

#include <clocale>
#include <filesystem>
#include <locale>

namespace tlhost::engine {
namespace {

std::string yes_no(bool value) { return value ? "on" : "off"; }

std::string environment_text() {
  std::string text;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    text += std::string(*entry) + "\n";
  }
  return text;
}

}  // namespace

Surroundings surroundings_now() {
  const at::Context& torch = at::globalContext();
  std::error_code ignored;
  return {
      {"LibTorch's number of threads", std::to_string(at::get_num_threads())},
      {"LibTorch's default type", std::string(c10::get_default_dtype().name())},
      {"LibTorch's gradient mode", yes_no(at::GradMode::is_enabled())},
      {"LibTorch's inference mode", yes_no(c10::InferenceMode::is_enabled())},
      {"LibTorch's demand for deterministic algorithms", yes_no(torch.deterministicAlgorithms())},
      {"LibTorch's use of oneDNN", yes_no(torch.userEnabledMkldnn())},
      {"the C locale", std::setlocale(LC_ALL, nullptr)},
      {"the C++ locale", std::locale().name()},
      {"the working folder", std::filesystem::current_path(ignored).string()},
      {"the rounding mode", std::to_string(fegetround())},
      {"the environment", environment_text()}};
}

std::string what_changed(const Surroundings& before, const Surroundings& after) {
  std::string text;
  for (std::size_t i = 0; i < before.size(); ++i) {
    if (before[i] == after[i]) {
      continue;
    }
    const bool shown = before[i].first != "the environment";  // too long, and nobody's business
    text += (text.empty() ? "" : "; ") + before[i].first +
            (shown ? " was " + before[i].second + " and is " + after[i].second : " changed");
  }
  return text;
}

}  // namespace tlhost::engine
