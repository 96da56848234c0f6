#include "host/plan/plan.hpp"

#include "tests/support/catch.hpp"
#include "tests/unit/host/plan/plan_setup.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <vector>

using namespace tlhost::engine;
using namespace tlhost::test;

namespace {

using Keys = std::vector<std::pair<std::string, std::string>>;

const std::pair<std::string, std::string> kStrategies{
    "strategies", R"({"ft": {"use": "fine_tune"}, "svm": {"use": "svm"}})"};

Problem problem_of(const PlanSetup& setup, Exit exit) {
  const Refusal refusal = refusal_of([&] { setup.plan(); });
  CHECK(refusal.exit() == exit);
  return first(refusal);
}

std::set<std::int64_t> rows_of(const SplitRows& rows) {
  std::set<std::int64_t> all(rows.train.begin(), rows.train.end());
  all.insert(rows.validation.begin(), rows.validation.end());
  all.insert(rows.test.begin(), rows.test.end());
  return all;
}

}  // namespace

TEST_CASE("a cell has a fit and a prediction for each seed", "[plan]") {
  const Plan plan = plan_setup().plan();
  CHECK(plan.experiment == "small");
  REQUIRE(plan.jobs.size() == 4);
  REQUIRE(plan.runs.size() == 2);
  for (std::size_t i = 0; i < 2; ++i) {
    const PlannedRun& run = plan.runs[i];
    CHECK(run.cell == CellName{"scratch", "skin", "vgg", "ft"});
    CHECK(run.seed == i + 1);
    const FitJob& fit = plan.jobs[run.fit].fit.value();
    CHECK(fit.seed == run.seed);
    CHECK_FALSE(fit.init.has_value());
    CHECK(fit.model.name == "vgg");
    CHECK(fit.strategy.name == "fine_tune");
    CHECK(fit.classes == 2);
    CHECK(fit.channels == 3);
    CHECK(fit.target_name == "skin");
    CHECK(fit.source_name == "scratch");
    CHECK(fit.select == "auc");
    const PredictJob& predict = plan.jobs[run.predict].predict.value();
    CHECK(predict.of == run.fit);
    CHECK(&fit_of(plan, plan.jobs[run.predict]) == &*plan.jobs[run.fit].fit);
    CHECK(&fit_of(plan, plan.jobs[run.fit]) == &*plan.jobs[run.fit].fit);
  }
}

TEST_CASE("jobs stand behind those that they need", "[plan]") {
  const Plan plan =
      plan_setup({kStrategies,
                  {"sources",
                   R"({"b": {"train_on": "blood"}, "bs": {"from": "b", "train_on": "blood"}})"}})
          .plan();
  for (std::size_t i = 0; i < plan.jobs.size(); ++i) {
    const Job& job = plan.jobs[i];
    CHECK(job.fit.has_value() != job.predict.has_value());
    CHECK(job.key.size() == 64);
    const std::optional<std::size_t> needed = job.fit ? job.fit->init : job.predict->of;
    CHECK((!needed || *needed < i));
  }
}

TEST_CASE("runs stand in the order of the grid, seeds innermost", "[plan]") {
  const Plan plan = plan_setup({kStrategies, {"seeds", "[7, 3]"}}).plan();
  std::vector<std::string> runs;
  for (const PlannedRun& run : plan.runs) {
    runs.push_back(run.cell.strategy + " " + std::to_string(run.seed));
  }
  CHECK(runs == std::vector<std::string>{"ft 7", "ft 3", "svm 7", "svm 3"});
}

TEST_CASE("a seed's split is the same for all strategies", "[plan][split]") {
  const Plan plan = plan_setup({kStrategies, {"split", R"({"vary": "test"})"}}).plan();
  REQUIRE(plan.runs.size() == 4);
  REQUIRE(plan.splits.size() == 2);
  for (std::size_t seed = 0; seed < 2; ++seed) {
    const Job& ft = plan.jobs[plan.runs[seed].fit];
    const Job& svm = plan.jobs[plan.runs[seed + 2].fit];
    CHECK(plan.splits[seed].name.seed == plan.runs[seed].seed);
    for (const Job* job : {&ft, &svm}) {
      CHECK(job->fit->train == plan.splits[seed].rows.train);
      CHECK(job->fit->validation == plan.splits[seed].rows.validation);
    }
    CHECK(plan.jobs[plan.runs[seed].predict].predict->test == plan.splits[seed].rows.test);
    CHECK(plan.jobs[plan.runs[seed + 2].predict].predict->test == plan.splits[seed].rows.test);
  }
}

TEST_CASE("what varies with the seed is what the file says", "[plan][split]") {
  const auto splits = [](const std::string& vary) {
    const Plan plan = plan_setup({{"split", R"({"vary": ")" + vary + R"("})"}}).plan();
    REQUIRE(plan.splits.size() == 2);
    CHECK(rows_of(plan.splits[0].rows).size() == kRecords);
    CHECK(plan.splits[0].rows.test.size() == 8);
    CHECK(plan.splits[0].rows.validation.size() == 4);
    return std::pair(plan.splits[0].rows, plan.splits[1].rows);
  };
  const auto [nothing1, nothing2] = splits("nothing");
  CHECK(nothing1 == nothing2);
  const auto [validation1, validation2] = splits("validation");
  CHECK(validation1.test == validation2.test);
  CHECK(validation1.validation != validation2.validation);
  CHECK(validation1.test == nothing1.test);
  const auto [test1, test2] = splits("test");
  CHECK(test1.test != test2.test);
}

TEST_CASE("a strategy without randomness shares one fit over the seeds of one split",
          "[plan][seedless]") {
  const auto jobs = [](const std::string& sources, const std::string& split) {
    const Plan plan =
        plan_setup(
            {{"strategies", R"({"svm": {"use": "svm"}})"}, {"sources", sources}, {"split", split}})
            .plan();
    CHECK(plan.runs.size() == 2);
    return std::pair(plan.runs[0].fit == plan.runs[1].fit,
                     plan.runs[0].predict == plan.runs[1].predict);
  };
  const std::string trained = R"({"b": {"train_on": "blood"}})";
  const std::pair shared(true, true), own(false, false);
  CHECK(jobs(trained, R"({"vary": "nothing"})") == shared);
  CHECK(jobs(trained, R"({"validation": 0})") == shared);
  CHECK(jobs(trained, R"({"vary": "validation"})") == own);
  CHECK(jobs(trained, R"({"vary": "test"})") == own);
  // From random weights the network itself depends on the seed.
  CHECK(jobs(R"({"scratch": {}})", R"({"vary": "nothing"})") == own);
  // A source that is trained for each seed gives each seed another start.
  CHECK(jobs(R"({"b": {"train_on": "blood", "seeds": "each"}})", R"({"vary": "nothing"})") == own);
}

TEST_CASE("an official validation part is one for all seeds", "[plan][seedless]") {
  PlanSetup setup = plan_setup({{"strategies", R"({"svm": {"use": "svm"}})"},
                                {"sources", R"({"b": {"train_on": "blood"}})"},
                                {"split", R"({"protocol": "official"})"}});
  for (ScannedDataset& scan : setup.scans.datasets) {
    for (std::size_t i = 0; i < kRecords; ++i) {
      scan.table.rows[i].split = i < 28   ? tlhost::Split::train
                                 : i < 34 ? tlhost::Split::validation
                                          : tlhost::Split::test;
    }
  }
  const Plan plan = setup.plan();
  CHECK(plan.runs[0].fit == plan.runs[1].fit);
  CHECK(plan.runs[0].predict == plan.runs[1].predict);
  CHECK(plan.splits[0].rows.test == std::vector<std::int64_t>{34, 35, 36, 37, 38, 39});
}

TEST_CASE("a plan without a cell is refused", "[plan]") {
  const Problem problem = problem_of(plan_setup({{"exclude", R"([{"model": "*"}])"}}), Exit::usage);
  CHECK(problem.code == "PLAN-EMPTY");
  CHECK(problem.what == "no cell is left to run");
  const Problem self =
      problem_of(plan_setup({{"sources", R"({"s": {"train_on": "skin"}})"}}), Exit::usage);
  CHECK(self.code == "PLAN-EMPTY");
  CHECK(self.what ==
        "no cell is left to run: source s has learnt from the images of target skin; \"self\": "
        "true would keep such cells");
}

TEST_CASE("a target without test records is refused", "[plan]") {
  const Problem problem = problem_of(plan_setup({{"split", R"({"test": 0})"}}), Exit::bad_data);
  CHECK(problem.code == "PLAN-SPLIT");
  CHECK(problem.where == "dataset skin");
  CHECK(problem.what == "it is a target, but its split leaves no test record");
  CHECK(problem.at == "/datasets/skin");
}

TEST_CASE("a dataset that only sources use needs no test records", "[plan]") {
  const Plan plan = plan_setup({{"datasets",
                                 R"({"skin": {"use": "folder"},
                                     "blood": {"use": "folder", "split": {"test": 0}}})"},
                                {"sources", R"({"b": {"train_on": "blood"}})"}})
                        .plan();
  CHECK(fits_of(plan).at(0).train.size() + fits_of(plan).at(0).validation.size() == kRecords);
}

TEST_CASE("a limited dataset is limited in all parts and for all seeds alike", "[plan][split]") {
  const auto used = [](const std::string& limit) {
    const Plan plan =
        plan_setup({{"datasets",
                     R"({"skin": {"use": "folder")" + limit + R"(}, "blood": {"use": "folder"}})"},
                    {"split", R"({"vary": "test"})"}})
            .plan();
    REQUIRE(plan.splits.size() == 2);
    CHECK(plan.splits[0].rows.test != plan.splits[1].rows.test);
    CHECK(rows_of(plan.splits[0].rows) == rows_of(plan.splits[1].rows));
    return rows_of(plan.splits[0].rows);
  };
  CHECK(used("").size() == kRecords);
  CHECK(used(R"(, "limit": {"per_class": 10})").size() == 20);
}

TEST_CASE("a split that cannot be drawn is told with dataset and seed", "[plan]") {
  PlanSetup setup = plan_setup({{"split", R"({"protocol": "official"})"}});
  const Problem problem = problem_of(setup, Exit::bad_data);
  CHECK(problem.code == "PLAN-SPLIT");
  CHECK(problem.where == "dataset skin, seed 1");
  CHECK(problem.at == "/datasets/skin");
  CHECK_FALSE(problem.what.empty());
}

TEST_CASE("two models of one component are told apart in the labels of jobs", "[plan]") {
  const Plan plan = plan_setup({{"models",
                                 R"({"large": {"use": "vgg"},
                                     "small": {"use": "vgg", "image": {"size": 64}}})"},
                                {"seeds", "[1]"}})
                        .plan();
  REQUIRE(plan.runs.size() == 2);
  CHECK(plan.jobs[plan.runs[0].fit].label == "fit scratch -> skin, large, fine_tune, seed 1");
  CHECK(plan.jobs[plan.runs[1].fit].label == "fit scratch -> skin, small, fine_tune, seed 1");
}
