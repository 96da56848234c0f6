// Figures of records that have several labels.  Golden values: python3
// tests/parity/labels_golden.py
#include "host/evaluate/over_seeds.hpp"
#include "host/log/problem.hpp"
#include "host/metrics/metrics.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/formula_scores.hpp"

#include <limits>

using Catch::Matchers::Contains;
using namespace tlhost::engine;
using namespace tlhost::test;

namespace {

/// Twelve records and three labels with ties and unknown ones, by the formula of the script.
TestScores several_labels() {
  TestScores table = empty_table(12, {"mass", "nodule", "hernia"});
  table.multilabel = true;
  for (std::int64_t i = 0; i < 12; ++i) {
    for (std::int64_t c = 0; c < 3; ++c) {
      const bool there = (5 * i + i * i + 4 * c) % 7 < 3;
      table.scores.push_back(static_cast<double>((7 * i + 3 * c) % 11) / 3.0 - 1.5);
      table.truth.push_back(
          static_cast<std::int8_t>((i + 2 * c) % 6 == 0 ? -1 : static_cast<int>(there)));
    }
  }
  return table;
}

/// Nobody has the label, as far as is known.
void take_away(TestScores& table, std::size_t label) {
  for (std::size_t i = 0; i < table.ids.size(); ++i) {
    std::int8_t& truth = table.truth[i * table.classes.size() + label];
    truth = static_cast<std::int8_t>(truth == 1 ? 0 : truth);
  }
}

}  // namespace

TEST_CASE("the AUC of several labels is the mean over the labels, unknown ones left out",
          "[evaluate][metrics][multilabel]") {
  const std::vector<Metric> metrics = run_metrics(several_labels());
  REQUIRE(metrics.size() == 5);
  CHECK(metrics[0].name == "auc");
  CHECK(metrics[0].value.value() == Approx(0.2619047619047619).epsilon(0).margin(1e-14));
  CHECK(metrics[0].interval->low == Approx(0.12914950758197527).epsilon(1e-12));
  CHECK(metrics[0].interval->high == Approx(0.45917005616732676).epsilon(1e-12));
  CHECK(metrics[0].interval->method == "delong-logit");
  CHECK(metrics[0].reason == "");
  CHECK(metrics[2].name == "auc.mass");
  CHECK(metrics[2].value.value() == 0.375);
  CHECK(metrics[3].value.value() == 0.125);
  CHECK(metrics[4].value.value() == Approx(0.2857142857142857).epsilon(0).margin(1e-14));
}

TEST_CASE("the accuracy of several labels is that of all known ones, its error that of the records",
          "[evaluate][metrics][multilabel]") {
  const Metric accuracy = run_metrics(several_labels())[1];
  CHECK(accuracy.name == "accuracy");
  CHECK(accuracy.value.value() == Approx(13.0 / 30).epsilon(1e-15));
  CHECK(accuracy.interval->low == Approx(0.2592282245464008).epsilon(1e-12));
  CHECK(accuracy.interval->high == Approx(0.6256162351753248).epsilon(1e-12));
  CHECK(accuracy.interval->method == "records-logit");
}

TEST_CASE("probabilities are right above one half", "[evaluate][metrics][multilabel]") {
  TestScores table = several_labels();
  table.kind = ScoreKind::probabilities;
  for (double& score : table.scores) {
    score = 0.5 + score / 4;
  }
  CHECK(run_metrics(table)[1].value.value() == Approx(13.0 / 30).epsilon(1e-15));
}

TEST_CASE("a label of one kind only is left out of the mean and named",
          "[evaluate][metrics][multilabel]") {
  TestScores table = several_labels();
  take_away(table, 1);
  const std::vector<Metric> metrics = run_metrics(table);
  CHECK(metrics[0].value.value() == Approx((0.375 + 2.0 / 7) / 2).epsilon(1e-14));
  CHECK(metrics[0].reason == "without the labels that all or no test records have: nodule");
  CHECK_FALSE(metrics[3].value);
  CHECK(metrics[3].reason == "no test record has the label \"nodule\"");
  CHECK(selection_score("auc", table) == metrics[0].value);
  for (const std::size_t label : {0, 2}) {
    take_away(table, label);
  }
  CHECK(run_metrics(table)[0].reason == "no label has a test record with it and one without it");
  std::fill(table.truth.begin(), table.truth.end(), static_cast<std::int8_t>(1));
  CHECK(run_metrics(table)[2].reason == "every test record has the label \"mass\"");
  std::fill(table.truth.begin(), table.truth.end(), static_cast<std::int8_t>(-1));
  CHECK(run_metrics(table)[1].reason == "no label of any test record is known");
}

TEST_CASE("two labels are not two classes", "[evaluate][metrics][multilabel]") {
  TestScores table = empty_table(4, {"mass", "nodule"});
  table.multilabel = true;
  table.truth = {1, 1, 0, 1, 1, 0, 0, 0};
  table.scores = {4, 4, 3, 3, 2, 2, 1, 1};
  const std::vector<Metric> metrics = run_metrics(table);
  REQUIRE(metrics.size() == 4);
  CHECK(metrics[2].value == 0.75);
  CHECK(metrics[3].value == 1);
  CHECK(metrics[0].value == 0.875);
  CHECK(confusion_matrix(table).empty());
}

TEST_CASE("a score of several labels that is not finite takes the figures away",
          "[evaluate][metrics][multilabel]") {
  TestScores table = several_labels();
  table.scores[4] = std::numeric_limits<double>::quiet_NaN();
  for (const Metric& metric : run_metrics(table)) {
    CHECK_FALSE(metric.value);
    CHECK(metric.reason == "the score of record \"r1\" for class \"nodule\" is not finite");
  }
  table = several_labels();
  table.truth.pop_back();
  CHECK_THROWS_AS(run_metrics(table), Refusal);
}

TEST_CASE("figures of several labels are averaged over seeds as others are",
          "[evaluate][seeds][multilabel]") {
  TestScores other = several_labels();
  for (double& score : other.scores) {
    score = -score;
  }
  take_away(other, 1);
  TestScores one = several_labels();
  take_away(one, 1);
  const std::vector<RunOutcome> runs = {run_of(one, 1, "a"), run_of(other, 2, "b")};
  const std::vector<CellMetric> metrics = cell_metrics(runs);
  REQUIRE(metrics.size() == 5);
  CHECK(metrics[0].mean.value() == Approx(0.5));
  CHECK(metrics[0].seeds == 2);
  CHECK_THAT(metrics[0].reason, Contains("nodule"));
  CHECK(metrics[1].name == "accuracy");
  CHECK_THAT(metrics[1].interval->method, Contains("records-logit+seeds") || Contains("bound"));
  CHECK_FALSE(metrics[3].mean);
  const std::vector<RunOutcome> single = {run_of(several_labels(), 1, "a")};
  CHECK(over_seeds("accuracy", single).interval->method == "records-logit");
  CHECK(over_seeds("accuracy", single).interval->low == Approx(0.2592282245464008).epsilon(1e-12));
}
