#include "host/evaluate/over_seeds.hpp"

#include "host/metrics/auc.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/formula_scores.hpp"

#include <cmath>

using tlhost::engine::cell_metrics;
using tlhost::engine::CellMetric;
using tlhost::engine::distinct_fits;
using tlhost::engine::over_seeds;
using tlhost::engine::RunOutcome;
using tlhost::engine::RunStatus;
using tlhost::engine::TestScores;
using tlhost::test::binary_scores;
using tlhost::test::run_of;
using tlhost::test::table_of;
using tlhost::test::three_class_scores;

namespace {

std::vector<RunOutcome> three_binary_runs() {
  return {run_of(binary_scores(40, 0), 1, "f1"),
          run_of(binary_scores(40, 1), 2, "f2"),
          run_of(binary_scores(40, 2), 3, "f3")};
}

RunOutcome failed_run(std::uint64_t seed) {
  RunOutcome run;
  run.seed = seed;
  run.status = RunStatus::failed;
  run.reason = "out of memory";
  return run;
}

// In the order that python3 tests/parity/auc_golden.py prints.
void check_golden(const CellMetric& over, const std::vector<double>& golden) {
  CHECK(over.mean.value() == Approx(golden[0]).epsilon(1e-12));
  CHECK(over.spread.value() == Approx(golden[1]).epsilon(1e-12));
  CHECK(over.case_variance == Approx(golden[2]).epsilon(1e-12));
  CHECK(over.seed_variance == Approx(golden[3]).epsilon(1e-12));
  // scipy 1.10 has 9 digits of the quantile of a broken number of degrees of freedom.
  CHECK(over.interval->low == Approx(golden[4]).epsilon(1e-8));
  CHECK(over.interval->high == Approx(golden[5]).epsilon(1e-8));
}

}  // namespace

TEST_CASE("the mean over seeds on the same cases has DeLong's joint variance",
          "[evaluate][seeds]") {
  const CellMetric over = over_seeds("auc", three_binary_runs());
  CHECK(over.name == "auc");
  CHECK(over.seeds == 3);
  CHECK(over.interval->method == "delong-logit+seeds");
  check_golden(over,
               {0.5175688509021842,
                0.0575705396627832,
                0.004031199357333074,
                0.001104789012354698,
                0.37556039775128436,
                0.6567949981148941});
}

TEST_CASE("the macro AUC over seeds has the joint variance of classes and seeds",
          "[evaluate][seeds]") {
  std::vector<RunOutcome> runs;
  for (std::int64_t seed = 0; seed < 3; ++seed) {
    runs.push_back(run_of(three_class_scores(45, seed),
                          static_cast<std::uint64_t>(seed),
                          "f" + std::to_string(seed)));
  }
  check_golden(over_seeds("auc", runs),
               {0.7935802469135802,
                0.07224532710510134,
                0.001043804083094932,
                0.0017397957628410305,
                0.6282004642784182,
                0.897410827860267});
  const CellMetric accuracy = over_seeds("accuracy", runs);
  CHECK(accuracy.interval->method == "binomial-logit+seeds");
  check_golden(accuracy,
               {0.6592592592592591,
                0.07804187965076104,
                0.00499192196311538,
                0.002030178326474623,
                0.47251735487155155,
                0.8069062136439252});
  CHECK(over_seeds("auc.b", runs).seeds == 3);
}

TEST_CASE("unequal test records have the mean variance, and the method says so",
          "[evaluate][seeds]") {
  const std::vector<RunOutcome> runs = {run_of(binary_scores(40, 0), 1, "f1"),
                                        run_of(binary_scores(30, 1), 2, "f2")};
  const CellMetric over = over_seeds("auc", runs);
  CHECK(over.interval->method == "delong-logit-conservative+seeds");
  check_golden(over,
               {0.5375457875457876,
                0.045615150516104076,
                0.011879705319693632,
                0.001040370978303415,
                0.3202106476664773,
                0.7414918027188503});
  CHECK(over_seeds("accuracy", runs).interval->method == "binomial-logit-conservative+seeds");
}

TEST_CASE("runs that share a fit count once and have no spread", "[evaluate][seeds]") {
  const RunOutcome one = run_of(binary_scores(40), 1, "f");
  RunOutcome two = one;
  two.seed = 2;
  const CellMetric over = over_seeds("auc", {one, two});
  CHECK(over.seeds == 1);
  CHECK_FALSE(over.spread.has_value());
  CHECK(over.seed_variance == 0);
  CHECK(over.mean == one.metrics[0].value);
  CHECK(over.interval->low == one.metrics[0].interval->low);
  CHECK(over.interval->high == one.metrics[0].interval->high);
  CHECK(over.interval->method == "delong-logit");
  CHECK(over.case_variance == Approx(0.01102180530918934).epsilon(1e-12));
  const CellMetric accuracy = over_seeds("accuracy", {one, two});
  CHECK(accuracy.interval->method == "wilson");
  CHECK(accuracy.interval->low == one.metrics[1].interval->low);
}

TEST_CASE("different fits of equal scores have spread 0 and the interval of one",
          "[evaluate][seeds]") {
  const RunOutcome one = run_of(three_class_scores(45), 1, "f1");
  const CellMetric over =
      over_seeds("auc", {one, run_of(one.scores, 2, "f2"), run_of(one.scores, 3, "f3")});
  CHECK(over.seeds == 3);
  CHECK(over.mean == one.metrics[0].value);
  CHECK(over.spread.value() == 0);
  CHECK(over.interval->low == Approx(one.metrics[0].interval->low).epsilon(1e-12));
}

TEST_CASE("separation in every run has the exact bound", "[evaluate][seeds]") {
  const TestScores table = table_of({1, 2, 3, 4, 5}, {0, 0, 0, 1, 1});
  const std::vector<RunOutcome> runs = {run_of(table, 1, "f1"), run_of(table, 2, "f2")};
  const CellMetric over = over_seeds("auc", runs);
  CHECK(over.mean.value() == 1);
  CHECK(over.interval->low == Approx(std::sqrt(0.025)).epsilon(1e-14));
  CHECK(over.interval->high == 1);
  CHECK(over.interval->method == "exact-bound");
  std::vector<RunOutcome> right = {run_of(table_of({-1, 1, 1}, {0, 1, 1}), 1, "f1")};
  right.push_back(run_of(right[0].scores, 2, "f2"));
  CHECK(over_seeds("accuracy", right).interval->low == Approx(std::cbrt(0.025)).epsilon(1e-14));
}

TEST_CASE("a mean without an estimable case variance has the largest one", "[evaluate][seeds]") {
  const std::vector<std::int32_t> one_positive = {0, 0, 0, 0, 1};
  const std::vector<RunOutcome> runs = {run_of(table_of({1, 2, 3, 4, 2.5}, one_positive), 1, "f1"),
                                        run_of(table_of({1, 2, 3, 4, 3.5}, one_positive), 2, "f2")};
  const CellMetric over = over_seeds("auc", runs);
  CHECK(over.mean.value() == 0.625);
  CHECK(over.case_variance == Approx(0.625 * 0.375).epsilon(1e-14));
  CHECK(over.interval->method == "bound-logit+seeds");
  const CellMetric unequal = over_seeds("auc", {runs[0], run_of(binary_scores(40), 2, "f2")});
  CHECK(unequal.interval->method == "bound-logit-conservative+seeds");
}

TEST_CASE("failed runs and runs without a value are left out of the mean", "[evaluate][seeds]") {
  std::vector<RunOutcome> runs = three_binary_runs();
  runs.push_back(failed_run(4));
  TestScores broken = binary_scores(40);
  broken.scores[3] = std::nan("");
  runs.push_back(run_of(broken, 5, "f5"));
  CHECK(over_seeds("auc", runs).seeds == 3);
  CHECK(over_seeds("auc", runs).mean == over_seeds("auc", three_binary_runs()).mean);
  CHECK(distinct_fits(runs).size() == 4);
}

TEST_CASE("a cell without any value says why", "[evaluate][seeds]") {
  const CellMetric failed = over_seeds("auc", {failed_run(1), failed_run(2)});
  CHECK_FALSE(failed.mean.has_value());
  CHECK_FALSE(failed.interval.has_value());
  CHECK(failed.seeds == 0);
  CHECK(failed.reason == "seed 1: out of memory");
  const CellMetric undefined = over_seeds("auc", {run_of(table_of({1, 2}, {0, 0}), 1, "f")});
  CHECK(undefined.reason == "class \"melanoma\" has no test record");
  CHECK(over_seeds("auc", {}).reason == "the cell has no run");
}

TEST_CASE("a cell has every figure that one of its runs has", "[evaluate][seeds]") {
  std::vector<CellMetric> metrics =
      cell_metrics({failed_run(1), run_of(three_class_scores(45), 2, "f")});
  REQUIRE(metrics.size() == 5);
  CHECK(metrics[0].name == "auc");
  CHECK(metrics[1].name == "accuracy");
  CHECK(metrics[4].name == "auc.c");
  metrics = cell_metrics({failed_run(1)});
  REQUIRE(metrics.size() == 2);
  CHECK(metrics[1].name == "accuracy");
  CHECK(metrics[1].reason == "seed 1: out of memory");
}
