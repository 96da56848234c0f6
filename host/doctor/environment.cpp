#include "host/doctor/environment.hpp"

#include <langinfo.h>
#include <locale.h>
#include <unistd.h>

#include <algorithm>
#include <iterator>
#include <string_view>
#include <utility>

namespace tlhost::engine {
namespace {

constexpr const char* kTopic = "environment";

/// Variables that take part in the numeric class.
constexpr std::string_view kNumeric[] = {
    "ATEN_CPU_CAPABILITY", "ONEDNN_MAX_CPU_ISA", "DNNL_MAX_CPU_ISA", "OPENBLAS_CORETYPE"};
/// Variables that tie threads to cores.
constexpr std::string_view kPins[] = {
    "OMP_PROC_BIND", "OMP_PLACES", "GOMP_CPU_AFFINITY", "KMP_AFFINITY"};
/// Beginnings of the others that are worth a line.
constexpr std::string_view kWatched[] = {"ATEN_",
                                         "CUDA_VISIBLE_DEVICES",
                                         "DNNL_",
                                         "GLIBC_TUNABLES",
                                         "GOMP_",
                                         "GOTO_",
                                         "KMP_",
                                         "LD_LIBRARY_PATH",
                                         "LD_PRELOAD",
                                         "MALLOC_",
                                         "MKL_",
                                         "OMP_",
                                         "ONEDNN_",
                                         "OPENBLAS_",
                                         "TLHOST_"};

template <std::size_t size>
bool contains(const std::string_view (&words)[size], std::string_view word) {
  return std::find(std::begin(words), std::end(words), word) != std::end(words);
}

bool is_watched(std::string_view name) {
  return std::any_of(std::begin(kWatched), std::end(kWatched), [name](std::string_view start) {
    return name.starts_with(start);
  });
}

/// What the variable does, and what to do about it; no remedy: nothing is wrong with it.
std::pair<std::string, std::string> effect_of(const std::string& name) {
  const std::string unset = "unset " + name;
  if (contains(kNumeric, name)) {
    return {"; part of the numeric class: results are those of this setting", unset};
  }
  if (contains(kPins, name)) {
    return {"; ties threads to cores, so that jobs at once may share one", unset};
  }
  if (name == "LD_PRELOAD") {
    return {"; a preloaded library may start threads, which makes forking unsafe", unset};
  }
  if (name == "LD_LIBRARY_PATH") {
    return {"; another LibTorch or BLAS may be found there", unset};
  }
  if (name == "TLHOST_PLUGIN_PATH") {
    return {"; see plugins, searched", ""};
  }
  return {"; a library that tlhost uses may listen to it", unset};
}

Finding variable_finding(const std::string& name, const std::string& value) {
  const bool threads = name == "OMP_NUM_THREADS" || name == "OPENBLAS_NUM_THREADS";
  auto [effect, remedy] =
      threads
          ? std::pair<std::string,
                      std::string>{"; tlhost sets it for itself, each job sets its own threads", ""}
          : effect_of(name);
  return {kTopic,
          name,
          value + effect,
          remedy.empty() ? State::ok : State::note,
          remedy,
          boost::json::string(value)};
}

Finding locale_finding(const Environment& environment) {
  std::string name;
  for (const char* const key : {"LC_ALL", "LC_NUMERIC", "LANG"}) {
    const auto found = environment.find(key);
    if (name.empty() && found != environment.end()) {
      name = found->second;
    }
  }
  const std::string mark = decimal_mark();
  const std::string value = (name.empty() ? "C" : name) + ", decimal mark \"" + mark + "\"";
  return {kTopic,
          "locale",
          mark == "." ? value : value + "; tlhost itself always reads and writes \".\"",
          mark == "." ? State::ok : State::note,
          mark == "." ? "" : "export LC_NUMERIC=C, where a plugin reads numbers by the locale",
          {{"name", name}, {"decimal_mark", mark}}};
}

}  // namespace

Environment this_environment() {
  Environment environment;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    const std::size_t equals = text.find('=');
    if (equals != std::string_view::npos) {
      environment.emplace(text.substr(0, equals), text.substr(equals + 1));
    }
  }
  return environment;
}

std::string decimal_mark() {
  const locale_t locale = newlocale(LC_NUMERIC_MASK, "", nullptr);
  if (locale == nullptr) {
    return ".";
  }
  const std::string mark = nl_langinfo_l(RADIXCHAR, locale);
  freelocale(locale);
  return mark;
}

std::vector<Finding> environment_findings(const Environment& environment) {
  std::vector<Finding> findings;
  for (const auto& [name, value] : environment) {
    if (is_watched(name)) {
      findings.push_back(variable_finding(name, value));
    }
  }
  findings.push_back(locale_finding(environment));
  return findings;
}

}  // namespace tlhost::engine
