#include "tests/support/catch.hpp"
#include "tests/unit/host/check/component_under_test.hpp"
#include "tests/unit/host/check/wrong_strategy.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string>

using tlhost::engine::Kind;
using tlhost::engine::Status;
using tlhost::engine::strategy_tests;
using tlhost::test::ComponentUnderTest;
using tlhost::test::StrategyFlaw;

namespace {

using Against = std::map<std::string, Status>;

ComponentUnderTest::Said said_of(StrategyFlaw flaw, bool seedless = false) {
  ComponentUnderTest component(
      Kind::strategy, &tlhost::test::create_wrong_strategy, &tlhost::test::destroy_wrong_strategy);
  component.entry().facts.seedless = seedless;
  return component.run(
      strategy_tests(), static_cast<std::int64_t>(flaw), &tlhost::test::forget_wrong_strategies);
}

const std::string kScores = "a fit ends with finite scores of each image and class";
const std::string kLearns = "a fit on easy images makes the network better";
const std::string kKnownClasses = "a source may have learnt the target's classes";
const std::string kInWords = "what cannot be learnt from is refused in words";
const std::string kPhases = "each phase has a name of its own and is trained once";
const std::string kSomething = "a fit does something";
const std::string kLinear = "set_linear() comes once, and last";
const std::string kFeatures = "features are asked for of stages that have some";
const std::string kDraws = "outside train() nothing is drawn from the default generator";
const std::string kFrozen = "stages that no phase trains keep their bytes";
const std::string kProcess = "a fit leaves the process as it was";
const std::string kQuery = "an unknown interface is answered with null";
const std::string kFirst = "a fit behind another one is as the first of its process";
const std::string kSameSeed = "the same seed gives the same bytes";
const std::string kOtherProcess = "the same seed gives the same bytes in another process";
const std::string kOtherSeed = "another seed matters, unless the strategy is declared seedless";
const std::string kSeedless = "a seedless strategy trains no phase";
const std::string kHostStops = "what the host throws leaves fit() as it is";
const std::string kBroken = "a fit that was broken off does not matter to the next";
const std::string kCancelled = "a fit that was cancelled does not matter to the next";
const std::string kKilled = "a fit whose process was killed does not matter to the next";
const std::string kResumed = "a fit that resumes behind any of its phases gives the same bytes";

/// A flaw, the tests that must see it, and a word of what the first of them must say.
struct Seen {
  StrategyFlaw flaw;
  Against against;
  std::string test, word;
  bool seedless = false;
};

Seen fails(StrategyFlaw flaw, const std::string& test, const std::string& word) {
  return {flaw, {{test, Status::fail}}, test, word};
}

Seen warns(StrategyFlaw flaw, const std::string& test, const std::string& word) {
  return {flaw, {{test, Status::warn}}, test, word};
}

Seen declared_seedless(Seen seen) {
  seen.seedless = true;
  return seen;
}

std::vector<Seen> all_seen() {
  return {
      fails(StrategyFlaw::needs_validation, kScores, "without a validation part: fit() throws"),
      declared_seedless(warns(StrategyFlaw::learns_the_contrary, kLearns, "which are easy")),
      fails(StrategyFlaw::refuses_known_classes, kKnownClasses, "known already"),
      fails(StrategyFlaw::foreign_exception, kInWords, "tlhost/error.hpp: no sample"),
      fails(StrategyFlaw::phase_name_twice, kPhases, "phase \"head\" has no name, or one that"),
      fails(StrategyFlaw::phase_trained_twice, kPhases, "phase \"all\" is trained twice"),
      warns(StrategyFlaw::phase_never_trained, kPhases, "\"third\""),
      {StrategyFlaw::does_nothing,
       {{kSomething, Status::warn}, {kLearns, Status::warn}},
       kSomething,
       "trains no phase"},
      fails(StrategyFlaw::trains_behind_linear, kLinear, "train(\"all\") comes after"),
      declared_seedless(fails(StrategyFlaw::linear_twice, kLinear, "called twice")),
      declared_seedless(fails(StrategyFlaw::features_of_the_head, kFeatures, "of stage 3")),
      fails(StrategyFlaw::draws, kDraws, "before phase \"all\""),
      fails(StrategyFlaw::writes_a_frozen_weight, kFrozen, "stem.conv.weight"),
      warns(StrategyFlaw::writes_a_frozen_buffer, kFrozen, "stem.norm.running_mean"),
      fails(StrategyFlaw::sets_the_locale, kProcess, "the locale: it was C: C"),
      fails(StrategyFlaw::answers_any_query, kQuery, "query("),
      fails(StrategyFlaw::remembers_classes, kFirst, "has other bytes"),
      warns(StrategyFlaw::centroids, kOtherSeed, "TLHOST_C_SEEDLESS"),
      declared_seedless(fails(StrategyFlaw::reads_the_new_head, kOtherSeed, "fc.weight differs")),
      declared_seedless(
          fails(StrategyFlaw::trains_the_head_for_nothing, kSeedless, "\"for nothing\"")),
      fails(StrategyFlaw::swallows, kHostStops, "goes on to its end"),
      fails(StrategyFlaw::wraps, kHostStops, "throws something else: could not train"),
      fails(StrategyFlaw::remembers_a_failure, kBroken, "differs"),
      fails(StrategyFlaw::remembers_cancelling, kCancelled, "differs"),
      fails(StrategyFlaw::leaves_a_file, kKilled, "has other bytes"),
      fails(StrategyFlaw::looks_at_gradients, kResumed, "with 1 of 2 phases"),
      {StrategyFlaw::looks_at_the_process,
       {{kOtherProcess, Status::fail}, {kFirst, Status::fail}, {kKilled, Status::fail}},
       kOtherProcess,
       "has other bytes"}};
}

}  // namespace

TEST_CASE("a sound strategy passes every test", "[check]") {
  const ComponentUnderTest::Said said = said_of(StrategyFlaw::none);
  CHECK(said.against == Against{});
  CHECK(said.skipped == std::vector<std::string>{kSeedless});
  CHECK(said.texts.size() == strategy_tests().size());
}

TEST_CASE("a sound seedless strategy passes, on the last stage or an earlier one", "[check]") {
  for (const StrategyFlaw flaw : {StrategyFlaw::centroids, StrategyFlaw::earlier_stage}) {
    const ComponentUnderTest::Said said = said_of(flaw, true);
    CHECK(said.against == Against{});
    CHECK(std::count(said.skipped.begin(), said.skipped.end(), kResumed) == 1);
  }
}

TEST_CASE("not applicable is an answer", "[check]") {
  const ComponentUnderTest::Said some = said_of(StrategyFlaw::only_sources);
  CHECK(some.against == Against{});
  CHECK(some.skipped == std::vector<std::string>{kSeedless});
  const ComponentUnderTest::Said never = said_of(StrategyFlaw::never_applicable);
  CHECK(never.against == Against{});
  CHECK(never.skipped.size() == strategy_tests().size() - 2);
  CHECK_THAT(never.texts.at(kScores), Catch::Contains("not applicable to any"));
}

TEST_CASE("each flaw of a strategy is seen by its test and by no other", "[check]") {
  for (const Seen& seen : all_seen()) {
    const ComponentUnderTest::Said said = said_of(seen.flaw, seen.seedless);
    INFO(seen.test);
    CHECK(said.against == seen.against);
    CHECK_THAT(said.texts.at(seen.test), Catch::Contains(seen.word));
  }
}

TEST_CASE("a strategy that asks the system for chance fails all tests of repetition", "[check]") {
  const ComponentUnderTest::Said said = said_of(StrategyFlaw::random_device);
  // Not kResumed: its only phase is taken from the earlier fit.
  for (const std::string& test : {kFirst, kSameSeed, kOtherProcess, kBroken, kKilled}) {
    INFO(test);
    CHECK(said.against.count(test) == 1);
  }
}

TEST_CASE("each flaw of a strategy has a test that is there", "[check]") {
  std::set<std::string> names, seen;
  for (const tlhost::engine::Test& test : strategy_tests()) {
    CHECK(test.what == "strategy");
    CHECK(names.insert(test.name).second);
  }
  for (const Seen& each : all_seen()) {
    seen.insert(each.test);
  }
  seen.insert(kSameSeed);
  CHECK(seen == names);
}
