#include "host/doctor/numbers.hpp"
#include "tests/support/catch.hpp"

#include <string>
#include <vector>

using namespace tlhost::engine;

namespace {

boost::json::object facts() {
  return {{"torch", "1.13.1"},
          {"onednn", "Intel(R) MKL-DNN v2.6.3"},
          {"isa", "CPU capability usage: AVX2"},
          {"blas", "OpenBLAS 0.3.21 SkylakeX"},
          {"caches", {32768, 1048576, 33554432}},
          {"id", "0123456789abcdef"},
          {"gpus", -1}};
}

boost::json::object measured() {
  return {{"gemm_gflops", 74.25},
          {"fp32_ms", 30.0},
          {"bf16_ms", 12.0},
          {"threads", 2},
          {"threads_ms", 16.0}};
}

Finding finding_of(const std::string& name,
                   const boost::json::object& facts,
                   const boost::json::value& measured,
                   bool bf16 = true) {
  for (const Finding& finding : findings_of_numbers(facts, measured, {"CPU", bf16})) {
    if (finding.name == name) {
      return finding;
    }
  }
  return {};
}

}  // namespace

TEST_CASE("a machine that lacks nothing has no note on its numbers", "[doctor]") {
  const auto findings = findings_of_numbers(facts(), measured(), {"CPU", true});
  CHECK(findings.size() == 10);
  for (const Finding& finding : findings) {
    CAPTURE(finding.name);
    CHECK(finding.state == State::ok);
    CHECK(finding.remedy.empty());
    CHECK_FALSE(finding.value.empty());
  }
  CHECK(finding_of("LibTorch uses", facts(), measured()).value == "AVX2");
  CHECK(finding_of("caches", facts(), measured()).value == "32 KiB, 1024 KiB, 32768 KiB");
}

TEST_CASE("what bf16 and threads would save is said as it was measured", "[doctor]") {
  CHECK(finding_of("bf16", facts(), measured()).value ==
        "native here; \"precision\": \"bf16\" takes 12.0 ms where the default takes 30.0 (2.50 "
        "times as fast), measured now on a training step of a 3 x 3 convolution");
  const Finding threads = finding_of("threads", facts(), measured());
  CHECK(threads.value.starts_with(
      "\"threads\": 2 takes 16.0 ms where the default takes 30.0 (1.88 times as fast)"));
  CHECK(threads.fact == boost::json::value{{"threads", 2}, {"one_ms", 30.0}, {"threads_ms", 16.0}});
}

TEST_CASE("what saves nothing is not called faster", "[doctor]") {
  boost::json::object busy = measured();
  busy["threads_ms"] = 90.0;
  const std::string value = finding_of("threads", facts(), busy).value;
  CHECK(value.find("no gain now") != std::string::npos);
  CHECK(value.find("times as fast") == std::string::npos);
}

TEST_CASE("nothing is claimed that was not measured", "[doctor]") {
  CHECK(finding_of("bf16", facts(), measured(), false).value ==
        "not native here: \"precision\": \"bf16\" is refused");
  CHECK(finding_of("bf16", facts(), nullptr).value == "native here");
  CHECK(finding_of("threads", facts(), nullptr).value.empty());
  CHECK(finding_of("matrix product", facts(), nullptr).value.empty());
  boost::json::object one_core = measured();
  one_core["threads"] = 1;
  one_core["threads_ms"] = nullptr;
  CHECK(finding_of("threads", facts(), one_core).value ==
        "one usable core: more threads save nothing");
}

TEST_CASE("what slows every run is a note", "[doctor]") {
  boost::json::object poor = facts();
  poor.erase("onednn");
  poor["isa"] = "CPU capability usage: NO AVX";
  poor["caches"] = {0, 0, 0};
  boost::json::object slow = measured();
  slow["gemm_gflops"] = 2.4;
  for (const char* const name : {"oneDNN", "LibTorch uses", "caches", "matrix product"}) {
    CAPTURE(name);
    CHECK(finding_of(name, poor, slow).state == State::note);
    CHECK_FALSE(finding_of(name, poor, slow).remedy.empty());
  }
}

TEST_CASE("GPUs are counted where LibTorch knows of them", "[doctor]") {
  boost::json::object with = facts();
  with["gpus"] = 2;
  CHECK(finding_of("GPUs", with, nullptr).fact == boost::json::value(2));
  CHECK(finding_of("GPUs", with, nullptr).value.starts_with("2 seen by LibTorch"));
  CHECK(finding_of("GPUs", facts(), nullptr).value.starts_with("this LibTorch was built without"));
}
