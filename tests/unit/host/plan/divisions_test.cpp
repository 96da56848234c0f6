#include "host/plan/plan.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/host/plan/plan_setup.hpp"

#include <algorithm>
#include <set>

using namespace tlhost::engine;
using namespace tlhost::test;

namespace {

std::set<std::int64_t> as_set(const std::vector<std::int64_t>& rows) {
  return {rows.begin(), rows.end()};
}

/// The test rows of each run.
std::vector<std::vector<std::int64_t>> tests_of(const Plan& plan) {
  std::vector<std::vector<std::int64_t>> tests;
  for (const PlannedRun& run : plan.runs) {
    tests.push_back(plan.jobs[run.predict].predict->test);
  }
  return tests;
}

/// Every second pair of records shares a group.
PlanSetup grouped_setup(const std::string& split) {
  PlanSetup setup = plan_setup({{"seeds", "[1]"}, {"split", split}});
  for (ScannedDataset& scan : setup.scans.datasets) {
    for (std::size_t i = 0; i < scan.table.rows.size(); ++i) {
      scan.table.rows[i].group = "g" + std::to_string(i / 4);
    }
  }
  return setup;
}

}  // namespace

TEST_CASE("a cell has a run for each seed, repeat and fold, and each fold its test records",
          "[plan][folds]") {
  const Plan plan =
      plan_setup({{"split", R"({"protocol": "folds", "folds": 4, "repeats": 2})"}}).plan();
  REQUIRE(plan.runs.size() == 2 * 2 * 4);
  CHECK(plan.runs[0].division == Division{1, 1});
  CHECK(plan.runs[4].division == Division{2, 1});
  CHECK(plan.runs[8].seed == 2);
  const auto tests = tests_of(plan);
  std::set<std::int64_t> first, second;
  for (std::size_t fold = 0; fold < 4; ++fold) {
    CHECK(tests[fold].size() == kRecords / 4);
    first.insert(tests[fold].begin(), tests[fold].end());
    second.insert(tests[4 + fold].begin(), tests[4 + fold].end());
    CHECK(tests[fold] == tests[8 + fold]);  // of the second seed: folds stay, validation varies
  }
  CHECK(first.size() == kRecords);
  CHECK(second.size() == kRecords);
  CHECK(tests[0] != tests[4]);
  CHECK(plan.splits.size() == 16);
  CHECK(plan.jobs[plan.runs[5].fit].label ==
        "fit scratch -> skin, vgg, fine_tune, seed 1, repeat 2, fold 2");
}

TEST_CASE("repeats of a holdout draw other test parts; the first is that without repeats",
          "[plan][repeats]") {
  const auto once = tests_of(plan_setup().plan());
  const auto tests = tests_of(plan_setup({{"split", R"({"repeats": 3})"}}).plan());
  REQUIRE(tests.size() == 6);
  CHECK(tests[0] == once[0]);
  CHECK(std::set<std::vector<std::int64_t>>(tests.begin(), tests.begin() + 3).size() == 3);
  CHECK(tests[1] == tests[4]);
}

TEST_CASE("budgets cut what is learnt from and nothing else", "[plan][budgets]") {
  const Plan plan =
      plan_setup({{"seeds", "[1]"},
                  {"budgets", R"({"per_class": [3, 6, "all"], "validation_per_class": 1})"}})
          .plan();
  REQUIRE(plan.runs.size() == 3);
  CHECK(plan.runs[0].cell.budget == "3");
  CHECK(plan.runs[2].cell.budget == "all");
  const auto fit = [&](std::size_t run) { return *plan.jobs[plan.runs[run].fit].fit; };
  CHECK(fit(0).train.size() == 6);
  CHECK(fit(1).train.size() == 12);
  const auto larger = as_set(fit(1).train), smaller = as_set(fit(0).train);
  CHECK(std::includes(larger.begin(), larger.end(), smaller.begin(), smaller.end()));
  CHECK(fit(0).validation.size() == 2);
  CHECK(fit(2).validation.size() == 4);  // "all" is all of both
  CHECK(plan.runs[0].predict != plan.runs[1].predict);
  CHECK(tests_of(plan)[0] == tests_of(plan)[2]);
}

TEST_CASE("the budget \"all\" is the fit of a file without budgets", "[plan][budgets]") {
  CHECK(keys_of(plan_setup({{"budgets", R"({"per_class": "all"})"}}).plan(), "fit") ==
        keys_of(plan_setup().plan(), "fit"));
}

TEST_CASE("a naive cell stands behind the clean one and tears groups apart", "[plan][naive]") {
  const PlanSetup setup = grouped_setup(R"({"naive": true})");
  const Plan plan = setup.plan();
  REQUIRE(plan.runs.size() == 2);
  CHECK_FALSE(plan.runs[0].cell.naive);
  CHECK(plan.runs[1].cell.naive);
  const auto groups_shared = [&](std::size_t run) {
    std::set<std::string> learnt;
    const RecordTable& table = setup.scans.datasets[plan.splits[run].name.dataset].table;
    for (const std::int64_t row : plan.splits[run].rows.train) {
      learnt.insert(table.rows[static_cast<std::size_t>(row)].group);
    }
    const auto& test = plan.splits[run].rows.test;
    return std::any_of(test.begin(), test.end(), [&](std::int64_t row) {
      return learnt.count(table.rows[static_cast<std::size_t>(row)].group) > 0;
    });
  };
  CHECK_FALSE(groups_shared(0));
  CHECK(groups_shared(1));
  CHECK(plan.jobs[plan.runs[1].fit].fit->naive);
}
