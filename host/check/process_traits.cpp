#include "host/check/process_traits.hpp"

#include "host/store/digest.hpp"

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Parallel.h>
#include <ATen/core/Tensor.h>
#include <fenv.h>
#include <malloc.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>
#if defined(__x86_64__)
#include <xmmintrin.h>
#endif

#include <algorithm>
#include <chrono>
#include <clocale>
#include <filesystem>
#include <fstream>
#include <locale>
#include <mutex>
#include <thread>

namespace tlhost::engine {
namespace {

using Words = std::vector<std::string>;

Words locale_words() {
  return {std::string("C: ") + std::setlocale(LC_ALL, nullptr), "C++: " + std::locale().name()};
}

Words folder_words() {
  std::error_code error;
  return {std::filesystem::current_path(error).string()};
}

Words signal_words() {
  Words words;
  for (int number = 1; number < NSIG; ++number) {
    struct sigaction action {};

    if (sigaction(number, nullptr, &action) == 0) {
      const auto handler = reinterpret_cast<std::uintptr_t>(action.sa_handler);
      words.push_back("signal " + std::to_string(number) + ": handler " + std::to_string(handler));
    }
  }
  return words;
}

Words umask_words() {
  const mode_t mask = umask(0);
  umask(mask);
  return {"mask " + std::to_string(mask)};
}

Words floating_point_words() {
  Words words{"rounding " + std::to_string(fegetround()),
              "trapped exceptions " + std::to_string(fegetexcept())};
#if defined(__x86_64__)
  constexpr unsigned kFlags = 0x3F;  // what happened so far, which is nobody's setting
  words.push_back("SSE control " + std::to_string(_mm_getcsr() & ~kFlags));
#endif
  return words;
}

Words generator_words() {
  at::Generator generator = at::detail::getDefaultCPUGenerator();
  const std::lock_guard<std::mutex> lock(generator.mutex());
  const at::Tensor state = generator.get_state();
  Sha256 sha;
  sha.add(state.data_ptr(), state.nbytes());
  return {"state " + sha.hex().substr(0, 12)};
}

Words torch_thread_words() { return {std::to_string(at::get_num_threads()) + " threads"}; }

Words thread_words() {
  const auto tasks = std::filesystem::directory_iterator("/proc/self/task");
  const auto count = std::distance(std::filesystem::begin(tasks), std::filesystem::end(tasks));
  return {std::to_string(count) + " threads"};
}

Words file_words() {
  Words words;
  for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) {
    std::error_code error;
    const std::string target = std::filesystem::read_symlink(entry.path(), error).string();
    const bool own = target.rfind("/proc/", 0) == 0 && target.size() > 3 &&
                     target.compare(target.size() - 3, 3, "/fd") == 0;
    if (!error && !own) {
      words.push_back("file " + entry.path().filename().string() + ": " + target);
    }
  }
  std::sort(words.begin(), words.end());
  return words;
}

Words mode_words() {
  const at::Context& torch = at::globalContext();
  const auto mode = [](const char* name, bool on) {
    return std::string(name) + (on ? " on" : " off");
  };
  return {"default type " + std::string(c10::get_default_dtype().name()),
          mode("gradients", at::GradMode::is_enabled()),
          mode("inference mode", c10::InferenceMode::is_enabled()),
          mode("deterministic algorithms", torch.deterministicAlgorithms()),
          mode("oneDNN", torch.userEnabledMkldnn())};
}

/// Not its text, which is long and nobody's business.
Words environment_words() {
  Sha256 sha;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    sha.add(std::string(*entry) + "\n");
  }
  return {"one of SHA-256 " + sha.hex().substr(0, 12)};
}

std::string without(const Words& all, const Words& others) {
  std::string text;
  for (const std::string& word : all) {
    if (std::find(others.begin(), others.end(), word) == others.end()) {
      text += (text.empty() ? "" : ", ") + word;
    }
  }
  return text.empty() ? "nothing" : text;
}

}  // namespace

std::vector<ProcessTrait> process_traits() {
  return {{"the locale", &locale_words},
          {"the working folder", &folder_words},
          {"the signal handlers", &signal_words},
          {"the umask", &umask_words},
          {"the floating point environment", &floating_point_words},
          {"LibTorch's random generator", &generator_words},
          {"LibTorch's number of threads", &torch_thread_words},
          {"the threads of the process", &thread_words},
          {"the open files", &file_words}};
}

std::string difference(const ProcessTrait& trait, const std::vector<std::string>& before) {
  constexpr int kTries = 30;
  Words now = trait.read();
  for (int i = 0; i < kTries && now != before; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
    now = trait.read();
  }
  return now == before ? "" : "it was " + without(before, now) + " and is " + without(now, before);
}

KeptSettings::KeptSettings()
    : traits_{{"the locale", &locale_words},
              {"the working folder", &folder_words},
              {"the umask", &umask_words},
              {"the floating point environment", &floating_point_words},
              {"LibTorch's number of threads", &torch_thread_words},
              {"LibTorch's modes", &mode_words},
              {"the environment", &environment_words}} {
  for (const ProcessTrait& trait : traits_) {
    before_.push_back(trait.read());
  }
}

std::string KeptSettings::changes() const {
  std::string text;
  for (std::size_t i = 0; i < traits_.size(); ++i) {
    const std::string change = difference(traits_[i], before_[i]);
    if (!change.empty()) {
      text += (text.empty() ? "" : "; ") + traits_[i].name + ": " + change;
    }
  }
  return text;
}

MemoryUse memory_use() {
  malloc_trim(0);
  const struct mallinfo2 heap = mallinfo2();
  long size = 0, resident = 0;
  std::ifstream("/proc/self/statm") >> size >> resident;
  return {static_cast<long>(heap.uordblks + heap.hblkhd), resident * sysconf(_SC_PAGESIZE)};
}

}  // namespace tlhost::engine
