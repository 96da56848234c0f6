#include "host/check/create_traces.hpp"

#include "host/check/capture.hpp"
#include "host/check/process_traits.hpp"
#include "host/check/recorded_make.hpp"
#include "host/check/verdicts.hpp"

namespace tlhost::engine {
namespace {

constexpr int kWarmUp = 4;
constexpr int kRounds = 20;
constexpr long kMostHeap = 64L << 10;      // bytes, in all rounds
constexpr long kMostResident = 64L << 20;  // what is mapped past the allocator

/// An object with its arguments is made, and ended.
void make_and_end(const Subject& subject) { make_object(subject, subject.arguments); }

Verdict prints_nothing(const Subject& subject) {
  const Capture capture;
  make_and_end(subject);
  const std::string printed = capture.text();
  return printed.empty() ? verdict::pass() : verdict::fail("it prints \"" + printed + "\"");
}

Verdict does_not_grow(const Subject& subject) {
  for (int i = 0; i < kWarmUp; ++i) {
    make_and_end(subject);
  }
  const MemoryUse before = memory_use();
  for (int i = 0; i < kRounds; ++i) {
    make_and_end(subject);
  }
  const MemoryUse after = memory_use();
  const long heap = after.heap - before.heap, resident = after.resident - before.resident;
  if (heap <= kMostHeap && resident <= kMostResident) {
    return verdict::pass();
  }
  return verdict::fail("while " + std::to_string(kRounds) + " objects were made and ended, " +
                       std::to_string(heap >> 10) + " KiB were allocated and not freed, and " +
                       std::to_string(resident >> 10) + " KiB more are held");
}

Verdict leaves(const ProcessTrait& trait, const Subject& subject) {
  const bool draws = trait.name == "LibTorch's random generator";
  if (draws && subject.entry->facts.kind == Kind::model) {
    return verdict::skip("a model's layers draw their first weights from it; the host seeds it");
  }
  const auto before = trait.read();
  make_and_end(subject);
  const std::string changed = difference(trait, before);
  return changed.empty() ? verdict::pass() : verdict::fail(changed);
}

}  // namespace

std::vector<Test> create_trace_tests() {
  std::vector<Test> tests{{"made and ended 20 times it keeps no memory", "create", &does_not_grow},
                          {"making and ending it prints nothing", "create", &prints_nothing}};
  for (const ProcessTrait& trait : process_traits()) {
    tests.push_back({"making and ending it leaves " + trait.name + " alone",
                     "create",
                     [trait](const Subject& subject) { return leaves(trait, subject); }});
  }
  return tests;
}

}  // namespace tlhost::engine
