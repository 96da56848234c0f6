#include "host/metrics/metrics.hpp"

#include "host/log/problem.hpp"
#include "host/metrics/auc.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/formula_scores.hpp"

#include <cmath>
#include <limits>

using tlhost::engine::AucFigure;
using tlhost::engine::confusion_matrix;
using tlhost::engine::Metric;
using tlhost::engine::named_auc_figure;
using tlhost::engine::Refusal;
using tlhost::engine::run_metrics;
using tlhost::engine::ScoreKind;
using tlhost::engine::selection_score;
using tlhost::engine::TestScores;
using tlhost::engine::variance_of;
using tlhost::test::binary_scores;
using tlhost::test::table_of;
using tlhost::test::three_class_scores;

// Golden values of this file: python3 tests/parity/auc_golden.py
TEST_CASE("two classes have one AUC and an accuracy", "[evaluate][metrics]") {
  const std::vector<Metric> metrics = run_metrics(binary_scores(40));
  REQUIRE(metrics.size() == 2);
  CHECK(metrics[0].name == "auc");
  CHECK(metrics[0].value.value() == Approx(0.5698005698005698).epsilon(0).margin(1e-14));
  CHECK(metrics[0].interval->low == Approx(0.36392071744392385).epsilon(1e-12));
  CHECK(metrics[1].name == "accuracy");
  CHECK(metrics[1].interval->method == "wilson");
}

TEST_CASE("three classes agree with scikit-learn's macro one-vs-rest AUC", "[evaluate][metrics]") {
  const std::vector<Metric> metrics = run_metrics(three_class_scores(45));
  REQUIRE(metrics.size() == 5);
  CHECK(metrics[0].name == "auc");
  CHECK(metrics[0].value.value() == Approx(0.8711111111111111).epsilon(0).margin(1e-14));
  CHECK(metrics[0].interval->low == Approx(0.7579263548767757).epsilon(1e-12));
  CHECK(metrics[0].interval->high == Approx(0.9358537410921798).epsilon(1e-12));
  CHECK(metrics[0].interval->method == "delong-logit");
  CHECK(metrics[1].value.value() == Approx(0.7333333333333333).epsilon(1e-14));
  CHECK(metrics[1].interval->low == Approx(0.5896116224686505).epsilon(1e-12));
  CHECK(metrics[1].interval->high == Approx(0.8403509647893348).epsilon(1e-12));
  CHECK(metrics[2].name == "auc.a");
  CHECK(metrics[2].value.value() == Approx(0.778888888888889).epsilon(0).margin(1e-14));
  CHECK(metrics[3].value.value() == Approx(0.8844444444444444).epsilon(0).margin(1e-14));
  CHECK(metrics[4].value.value() == Approx(0.95).epsilon(0).margin(1e-14));
}

TEST_CASE("margins of three classes rank as they are", "[evaluate][metrics]") {
  TestScores table = three_class_scores(45);
  table.kind = ScoreKind::margins;
  const Metric auc = run_metrics(table)[0];
  CHECK(auc.value.value() == Approx(0.7977777777777778).epsilon(0).margin(1e-14));
  CHECK(auc.interval->low == Approx(0.7226663304610809).epsilon(1e-12));
  CHECK(auc.interval->high == Approx(0.8565835861441202).epsilon(1e-12));
}

TEST_CASE("the variance of a macro AUC has the covariances between its classes",
          "[evaluate][metrics]") {
  const TestScores table = three_class_scores(45);
  const AucFigure macro = named_auc_figure("auc", table);
  CHECK(variance_of(macro.influence) == Approx(0.001942989553694688).epsilon(1e-12));
  // The second class is the mirror of the first: both AUCs are one figure, and its mean with itself
  // has its variance.
  TestScores mirror = binary_scores(40);
  const double binary = variance_of(named_auc_figure("auc", mirror).influence);
  const AucFigure one = named_auc_figure("auc.nevus", mirror),
                  two = named_auc_figure("auc.melanoma", mirror);
  double mean = 0;
  for (std::size_t i = 0; i < one.influence.size(); ++i) {
    const double value = (one.influence[i] + two.influence[i]) / 2;
    mean += value * value;
  }
  CHECK(mean == Approx(binary).epsilon(1e-12));
}

TEST_CASE("a class without a test record leaves the macro AUC without a value",
          "[evaluate][metrics]") {
  TestScores table = three_class_scores(45);
  table.classes = {"nevus", "melanoma", "keratosis"};
  for (auto& label : table.labels) {
    label = label == 1 ? 2 : label;
  }
  const std::vector<Metric> metrics = run_metrics(table);
  CHECK_FALSE(metrics[0].value.has_value());
  CHECK_FALSE(metrics[0].interval.has_value());
  CHECK(metrics[0].reason == "class \"melanoma\" has no test record");
  CHECK(metrics[1].value.has_value());
  CHECK(metrics[2].name == "auc.nevus");
  CHECK(metrics[2].value.has_value());
  CHECK(metrics[3].reason == "class \"melanoma\" has no test record");
  CHECK(metrics[4].value.has_value());
}

TEST_CASE("a test part of one class only has no AUC", "[evaluate][metrics]") {
  const auto reason = [](const std::vector<std::int32_t>& labels) {
    const Metric auc = run_metrics(table_of({1, 2, 3}, labels))[0];
    CHECK_FALSE(auc.value.has_value());
    return auc.reason;
  };
  CHECK(reason({0, 0, 0}) == "class \"melanoma\" has no test record");
  CHECK(reason({1, 1, 1}) == "class \"nevus\" has no test record");
  TestScores three = three_class_scores(4);
  three.labels = {0, 0, 0, 0};
  const std::vector<Metric> metrics = run_metrics(three);
  CHECK(metrics[2].reason == "every test record is of class \"a\"");
  CHECK(metrics[3].reason == "class \"b\" has no test record");
}

TEST_CASE("one record has an accuracy but no AUC", "[evaluate][metrics]") {
  const std::vector<Metric> metrics = run_metrics(table_of({1}, {1}));
  CHECK(metrics[0].reason == "class \"nevus\" has no test record");
  CHECK(metrics[1].value.value() == 1);
  CHECK(metrics[1].interval->low == Approx(0.20654931437723742).epsilon(1e-12));
}

TEST_CASE("a score that is not finite takes the value of every figure", "[evaluate][metrics]") {
  for (const double bad : {std::nan(""), std::numeric_limits<double>::infinity()}) {
    const TestScores table = table_of({1, bad, 3}, {0, 1, 1});
    for (const Metric& metric : run_metrics(table)) {
      CHECK_FALSE(metric.value.has_value());
      CHECK_FALSE(metric.interval.has_value());
      CHECK(metric.reason == "the score of record \"r1\" for class \"melanoma\" is not finite");
    }
    CHECK(confusion_matrix(table).empty());
    CHECK_FALSE(selection_score("auc", table).has_value());
    CHECK_FALSE(selection_score("accuracy", table).has_value());
  }
}

TEST_CASE("an empty test part has no figure", "[evaluate][metrics]") {
  for (const Metric& metric : run_metrics(table_of({}, {}))) {
    CHECK_FALSE(metric.value.has_value());
    CHECK(metric.reason == "the test part has no record");
  }
}

TEST_CASE("a target of one class has no AUC", "[evaluate][metrics]") {
  TestScores table = tlhost::test::empty_table(2, {"only"});
  table.labels = {0, 0};
  table.scores = {1, 2};
  CHECK(run_metrics(table)[0].reason == "an AUC needs two classes, the target has one");
  CHECK(run_metrics(table)[1].value.value() == 1);
}

TEST_CASE("equal scores go to the lowest class", "[evaluate][metrics]") {
  const TestScores table = table_of({0, 0, 1, -1}, {0, 1, 1, 1});  // class 0 has score 0
  CHECK(run_metrics(table)[1].value.value() == 0.5);
  CHECK(confusion_matrix(table) == std::vector<std::int64_t>{1, 0, 2, 1});
}

TEST_CASE("training selects by the same figures", "[evaluate][metrics]") {
  const TestScores table = three_class_scores(45);
  CHECK(selection_score("auc", table) == run_metrics(table)[0].value);
  CHECK(selection_score("accuracy", table) == run_metrics(table)[1].value);
  CHECK(selection_score("auc.b", table) == run_metrics(table)[3].value);
  CHECK_FALSE(selection_score("auc", table_of({1, 2}, {0, 0})).has_value());
  CHECK_THROWS_AS(selection_score("auk", table), Refusal);
  CHECK_THROWS_WITH(selection_score("auk", table),
                    Catch::Contains("EVALUATE-METRIC") && Catch::Contains("\"auk\""));
}

TEST_CASE("a table whose parts do not fit together is refused as a bug", "[evaluate][metrics]") {
  TestScores table = binary_scores(5);
  table.labels[2] = 2;
  CHECK_THROWS_AS(run_metrics(table), Refusal);
  CHECK_THROWS_WITH(run_metrics(table), Catch::Contains("EVALUATE-SCORES"));
  table = binary_scores(5);
  table.scores.pop_back();
  CHECK_THROWS_WITH(run_metrics(table), Catch::Contains("5 ids, 5 labels, 2 classes and 9 scores"));
}
