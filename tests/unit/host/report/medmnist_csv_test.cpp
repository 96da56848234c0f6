#include "host/report/medmnist_csv.hpp"

#include "host/metrics/probabilities.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/formula_scores.hpp"

#include <cmath>

using Catch::Matchers::Contains;
using namespace tlhost::engine;
using namespace tlhost::test;

namespace {

RunOutcome run_on(const std::string& set, TestScores scores) {
  RunOutcome run = run_of(std::move(scores), 3, "f");
  run.cell.target = "retina 1";
  run.cell.source = "image.net";
  run.medmnist = set;
  return run;
}

TestScores several_labels() {
  TestScores table = empty_table(3, {"mass", "nodule"});
  table.multilabel = true;
  table.scores = {2, -3, -1, 0.5, 0.25, -0.5};
  table.truth = {1, 0, 0, 1, 1, 1};
  return table;
}

}  // namespace

TEST_CASE("logits become a softmax, or a sigmoid where a record has several labels",
          "[metrics][multilabel]") {
  TestScores table = empty_table(1, {"a", "b", "c"});
  table.labels = {0};
  table.scores = {1000, 1000 + std::log(2), -1000};
  const std::vector<double> softmax = probabilities(table);
  CHECK(softmax[0] == Approx(1.0 / 3));
  CHECK(softmax[1] == Approx(2.0 / 3));
  CHECK(softmax[2] == 0);
  const std::vector<double> sigmoid = probabilities(several_labels());
  CHECK(sigmoid[0] == Approx(1 / (1 + std::exp(-2.0))));
  CHECK(sigmoid[1] == Approx(1 / (1 + std::exp(3.0))));
}

TEST_CASE("margins become numbers around one half, and probabilities stay", "[metrics]") {
  TestScores table = table_of({0, 3}, {0, 1});
  table.kind = ScoreKind::margins;
  CHECK(probabilities(table)[0] == 0.5);
  CHECK(probabilities(table)[3] == Approx(1 / (1 + std::exp(-3.0))));
  table.kind = ScoreKind::probabilities;
  CHECK(probabilities(table) == table.scores);
}

TEST_CASE("predictions for the evaluator of MedMNIST are numbered probabilities without heading",
          "[report][medmnist]") {
  TestScores table = table_of({0, 0.25, 1, 0.75}, {0, 1, 1, 0});
  for (std::size_t i = 0; i < 4; ++i) {
    table.scores[2 * i] = 1 - table.scores[2 * i + 1];
  }
  table.kind = ScoreKind::probabilities;
  const MedMnistFile file = medmnist_file(run_on("breastmnist_64", table));
  // Of four pairs, (0.25, 0.75) is misordered; right above one half: 0 and 1.
  CHECK(file.name ==
        "medmnist/retina%201/breastmnist_64_test_[AUC]0.750_[ACC]0.500@"
        "image-net__vgg16__fine_tune__seed3.csv");
  CHECK(file.text == "0,1,0\n1,0.75,0.25\n2,0,1\n3,0.25,0.75\n");
}

TEST_CASE("several labels are graded label by label", "[report][medmnist][multilabel]") {
  const MedMnistFile file = medmnist_file(run_on("chestmnist", several_labels()));
  // mass: 2 and 0.25 above -1: 1; nodule: 0.5 and -0.5 above -3: 1; wrong is nodule of the third
  CHECK_THAT(file.name, Contains("chestmnist_test_[AUC]1.000_[ACC]0.833@"));
  TestScores one_kind = several_labels();
  one_kind.truth = {1, 0, 0, 0, 1, 0};
  CHECK_THAT(medmnist_file(run_on("chestmnist", one_kind)).name, Contains("[AUC]nan_[ACC]"));
}

TEST_CASE("the name of a prediction file has one dot and fits a file system",
          "[report][medmnist]") {
  RunOutcome run = run_on("organamnist_224", table_of({0, 1}, {0, 1}));
  run.cell.strategy = std::string(300, 'x');
  const std::string name = medmnist_file(run).name;
  const std::string last = name.substr(name.rfind('/') + 1);
  CHECK(last.size() < 220);
  CHECK(last.find('.', last.find('@')) == last.size() - 4);
}
