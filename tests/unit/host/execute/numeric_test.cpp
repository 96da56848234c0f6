#include "host/execute/numeric.hpp"

#include "tests/support/catch.hpp"

#include <boost/json/object.hpp>
#include <torch/version.h>

#include <cstdlib>
#include <string>

using tlhost::engine::engine_facts;
using tlhost::engine::numeric_class;
using tlhost::engine::NumericRule;

TEST_CASE("a numeric class is stable and complete", "[execute][numeric]") {
  const boost::json::object facts = numeric_class(NumericRule{}).as_object();
  CHECK(facts == numeric_class(NumericRule{}).as_object());
  CHECK(facts.at("id").as_string().size() == 16);
  for (const char* name :
       {"torch", "onednn", "isa", "blas", "threads", "device", "caches", "environment"}) {
    CHECK(facts.contains(name));
  }
  CHECK(facts.at("torch").as_string() == TORCH_VERSION);
  CHECK(std::string(facts.at("blas").as_string()).find("OpenBLAS") != std::string::npos);
  CHECK_FALSE(facts.at("isa").as_string().empty());
  CHECK_FALSE(facts.at("onednn").as_string().empty());
}

TEST_CASE("threads, device and kernels make another numeric class", "[execute][numeric]") {
  const auto id = [](const NumericRule& rule) { return numeric_class(rule).at("id").as_string(); };
  NumericRule threads, device;
  threads.threads = 2;
  device.device = "cuda";
  CHECK(id(threads) != id(NumericRule{}));
  CHECK(id(device) != id(NumericRule{}));
  const auto before = id(NumericRule{});
  const char* old = std::getenv("ONEDNN_MAX_CPU_ISA");
  const std::string kept = old == nullptr ? "" : old;
  ::setenv("ONEDNN_MAX_CPU_ISA", "SSE41_FOR_A_TEST", 1);
  CHECK(id(NumericRule{}) != before);
  old == nullptr ? ::unsetenv("ONEDNN_MAX_CPU_ISA")
                 : ::setenv("ONEDNN_MAX_CPU_ISA", kept.c_str(), 1);
  CHECK(id(NumericRule{}) == before);
}

TEST_CASE("keys hold LibTorch's major and minor version", "[execute][numeric]") {
  CHECK(engine_facts().torch ==
        std::to_string(TORCH_VERSION_MAJOR) + "." + std::to_string(TORCH_VERSION_MINOR));
}
