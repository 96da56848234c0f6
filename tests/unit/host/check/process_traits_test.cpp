#include "host/check/process_traits.hpp"

#include "host/check/capture.hpp"
#include "tests/support/sanitizers.hpp"
#include "tests/support/torch_catch.hpp"

#include <ATen/Context.h>
#include <ATen/Parallel.h>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <vector>

using namespace tlhost::engine;
using tlhost::test::kAddressSanitizer;

namespace {

ProcessTrait trait(const std::string& name) {
  for (const ProcessTrait& one : process_traits()) {
    if (one.name == name) {
      return one;
    }
  }
  FAIL("no trait " << name);
  return {};
}

}  // namespace

TEST_CASE("a trait that nobody touches does not differ", "[check]") {
  for (const ProcessTrait& one : process_traits()) {
    INFO(one.name);
    CHECK_FALSE(one.read().empty());
    CHECK(difference(one, one.read()).empty());
  }
}

TEST_CASE("a draw from LibTorch's generator is seen", "[check]") {
  const ProcessTrait generator = trait("LibTorch's random generator");
  at::manual_seed(1);
  const auto before = generator.read();
  at::manual_seed(2);
  CHECK_FALSE(difference(generator, before).empty());
  at::manual_seed(1);
  CHECK(difference(generator, before).empty());
}

TEST_CASE("another number of threads of LibTorch is seen", "[check]") {
  const ProcessTrait threads = trait("LibTorch's number of threads");
  const int number = at::get_num_threads();
  const auto before = threads.read();
  at::set_num_threads(number + 1);
  CHECK(difference(threads, before) == "it was " + std::to_string(number) + " threads and is " +
                                           std::to_string(number + 1) + " threads");
  at::set_num_threads(number);
}

TEST_CASE("pages that hold nothing are no memory in use", "[check]") {
  if (kAddressSanitizer) {
    WARN("not tested with AddressSanitizer, whose allocator keeps what is freed");
    return;
  }
  constexpr long kMiB = 1L << 20;
  const MemoryUse before = memory_use();
  {
    // Blocks of the heap, each kept from joining its neighbours by a small one that stays.
    std::vector<std::unique_ptr<char[]>> blocks;
    std::vector<std::unique_ptr<char[]>> fences;
    for (int i = 0; i < 1000; ++i) {
      blocks.push_back(std::make_unique<char[]>(100'000));
      fences.push_back(std::make_unique<char[]>(16));
    }
    CHECK(memory_use().resident - before.resident > 90 * kMiB);
    blocks.clear();
    const MemoryUse after = memory_use();
    CHECK(after.heap - before.heap < kMiB);
    CHECK(after.resident - before.resident < 10 * kMiB);
  }
}

TEST_CASE("what is printed is captured once, from C and from the system", "[check]") {
  std::string text;
  {
    const Capture capture;
    std::printf("one ");
    std::fprintf(stderr, "two");
    text = capture.text();
  }
  CHECK(text.find("one ") != std::string::npos);
  CHECK(text.find("two") != std::string::npos);
}
