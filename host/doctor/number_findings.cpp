#include "host/doctor/numbers.hpp"

#include <cmath>
#include <string>
#include <utility>

// In words, what a child told of arithmetic.

namespace tlhost::engine {
namespace {

constexpr const char* kTopic = "numbers";

std::string text(const boost::json::object& facts, const char* name) {
  const boost::json::value* value = facts.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->as_string()) : "";
}

std::string one_decimal(double value) {
  const auto tenths = static_cast<long>(std::lround(value * 10));
  return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10);
}

std::string two_decimals(double value) {
  const auto hundredths = static_cast<long>(std::lround(value * 100));
  const std::string rest = std::to_string(hundredths % 100);
  return std::to_string(hundredths / 100) + "." + (rest.size() < 2 ? "0" : "") + rest;
}

Finding line(const char* name, const std::string& value) {
  return {kTopic, name, value, State::ok, "", boost::json::string(value)};
}

Finding onednn_finding(const boost::json::object& facts) {
  Finding finding = line("oneDNN", text(facts, "onednn"));
  if (finding.value.empty()) {
    finding.value = "not in this LibTorch: convolutions are slow";
    finding.state = State::note;
    finding.remedy = "use a LibTorch that has oneDNN (MKL-DNN)";
  }
  return finding;
}

Finding instructions_finding(const boost::json::object& facts) {
  std::string value = text(facts, "isa");  // "CPU capability usage: AVX2"
  const std::size_t colon = value.find(": ");
  value = colon == std::string::npos ? value : value.substr(colon + 2);
  Finding finding = line("LibTorch uses", value.empty() ? "unknown instructions" : value);
  if (value == "NO AVX" || value == "DEFAULT") {
    finding.state = State::note;
    finding.remedy = "a processor with AVX2 is several times as fast";
  }
  return finding;
}

Finding caches_finding(const boost::json::object& facts) {
  std::string value;
  bool known = true;
  const boost::json::value* caches = facts.if_contains("caches");
  if (caches != nullptr && caches->is_array()) {
    for (const boost::json::value& bytes : caches->as_array()) {
      const auto size = bytes.to_number<std::int64_t>();
      known = known && size > 0;
      value += (value.empty() ? "" : ", ") + std::to_string(size / 1024) + " KiB";
    }
  }
  return {kTopic,
          "caches",
          known ? value : value + "; this system does not tell them",
          known ? State::ok : State::note,
          known ? "" : "none is needed; blocks of arithmetic may be chosen badly",
          caches == nullptr ? boost::json::value() : *caches};
}

Finding gpu_finding(const boost::json::object& facts) {
  const std::int64_t gpus =
      facts.contains("gpus") ? facts.at("gpus").to_number<std::int64_t>() : -1;
  const std::string value = gpus < 0 ? "this LibTorch was built without CUDA"
                                     : std::to_string(gpus) + " seen by LibTorch";
  return {kTopic,
          "GPUs",
          value + "; this version runs on the cpu",
          State::ok,
          "",
          gpus < 0 ? boost::json::value() : boost::json::value(gpus)};
}

Finding gemm_finding(const boost::json::object& measured) {
  constexpr double kFast = 20;  // a tuned BLAS has several times that on one core, the reference 3
  const double gflops = measured.at("gemm_gflops").to_number<double>();
  const bool slow = gflops < kFast;
  return {kTopic,
          "matrix product",
          one_decimal(gflops) + " GFLOP/s on one core, measured now",
          slow ? State::note : State::ok,
          slow ? "run doctor again while nothing else runs; a tuned BLAS does " +
                     one_decimal(kFast) + " and more"
               : "",
          gflops};
}

/// What a setting takes where the default takes `base` ms.
std::string compared(const std::string& setting, double ms, double base) {
  const std::string gain = ms < base
                               ? two_decimals(base / ms) + " times as fast"
                               : "no gain now: it may not help here, or other programs are busy";
  return setting + " takes " + one_decimal(ms) + " ms where the default takes " +
         one_decimal(base) + " (" + gain +
         "), measured now on a training step of a 3 x 3 convolution";
}

Finding bf16_finding(const boost::json::value& measured, const Processor& processor) {
  if (!processor.bf16) {
    return {kTopic,
            "bf16",
            "not native here: \"precision\": \"bf16\" is refused",
            State::ok,
            "",
            {{"native", false}}};
  }
  Finding finding{kTopic, "bf16", "native here", State::ok, "", {{"native", true}}};
  if (measured.is_object() && measured.at("bf16_ms").is_number()) {
    const auto ms = measured.at("bf16_ms").to_number<double>();
    const auto base = measured.at("fp32_ms").to_number<double>();
    finding.value += "; " + compared("\"precision\": \"bf16\"", ms, base);
    finding.fact = {{"native", true}, {"fp32_ms", base}, {"bf16_ms", ms}};
  }
  return finding;
}

Finding threads_finding(const boost::json::object& measured) {
  const auto threads = measured.at("threads").to_number<std::int64_t>();
  if (!measured.at("threads_ms").is_number()) {
    return line("threads", "one usable core: more threads save nothing");
  }
  const auto ms = measured.at("threads_ms").to_number<double>();
  const auto base = measured.at("fp32_ms").to_number<double>();
  return {kTopic,
          "threads",
          compared("\"threads\": " + std::to_string(threads), ms, base) +
              ";\nfor a job that runs alone: many jobs at once do more with one thread each",
          State::ok,
          "",
          {{"threads", threads}, {"one_ms", base}, {"threads_ms", ms}}};
}

}  // namespace

std::vector<Finding> findings_of_numbers(const boost::json::object& facts,
                                         const boost::json::value& measured,
                                         const Processor& processor) {
  std::vector<Finding> findings{line("LibTorch", text(facts, "torch")),
                                onednn_finding(facts),
                                line("BLAS", text(facts, "blas")),
                                instructions_finding(facts),
                                caches_finding(facts),
                                line("numeric class", text(facts, "id")),
                                gpu_finding(facts),
                                bf16_finding(measured, processor)};
  if (measured.is_object()) {
    findings.push_back(threads_finding(measured.as_object()));
    findings.push_back(gemm_finding(measured.as_object()));
  }
  return findings;
}

}  // namespace tlhost::engine
