#include "host/metrics/ranking.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/formula_scores.hpp"

#include <algorithm>
#include <cmath>

using tlhost::engine::binary_ranking_scores;
using tlhost::engine::ranking_scores;
using tlhost::engine::ScoreKind;
using tlhost::engine::TestScores;

TEST_CASE("logits rank by the softmax probability, as log-odds", "[evaluate][ranking]") {
  const TestScores table = tlhost::test::three_class_scores(45);
  const std::vector<double> ranking = ranking_scores(table);
  for (std::size_t i = 0; i < table.ids.size(); ++i) {
    double sum = 0;
    for (std::size_t c = 0; c < 3; ++c) {
      sum += std::exp(table.scores[3 * i + c]);
    }
    for (std::size_t c = 0; c < 3; ++c) {
      const double p = std::exp(table.scores[3 * i + c]) / sum;  // closed form
      CHECK(ranking[3 * i + c] == Approx(std::log(p / (1 - p))).epsilon(1e-11).margin(1e-12));
    }
  }
}

TEST_CASE("logits far apart neither overflow nor tie", "[evaluate][ranking]") {
  TestScores table = tlhost::test::empty_table(2, {"a", "b", "c"});
  table.labels = {0, 0};
  table.scores = {1000, 0, -5, 1001, 0, -5};
  const std::vector<double> ranking = ranking_scores(table);
  CHECK(ranking[0] < ranking[3]);
  CHECK(ranking[0] == Approx(1000 - std::log1p(std::exp(-5.0))).epsilon(1e-15));
  CHECK(std::all_of(ranking.begin(), ranking.end(), [](double v) { return std::isfinite(v); }));
}

TEST_CASE("margins and probabilities rank as they are", "[evaluate][ranking]") {
  TestScores table = tlhost::test::three_class_scores(5);
  for (const ScoreKind kind : {ScoreKind::margins, ScoreKind::probabilities}) {
    table.kind = kind;
    CHECK(ranking_scores(table) == table.scores);
  }
}

TEST_CASE("two classes rank by the difference, probabilities by that of class 1",
          "[evaluate][ranking]") {
  TestScores table = tlhost::test::empty_table(1, {"nevus", "melanoma"});
  table.labels = {1};
  table.scores = {0.25, 0.75};
  CHECK(binary_ranking_scores(table) == std::vector<double>{0.5});
  table.kind = ScoreKind::margins;
  CHECK(binary_ranking_scores(table) == std::vector<double>{0.5});
  table.kind = ScoreKind::probabilities;
  CHECK(binary_ranking_scores(table) == std::vector<double>{0.75});
}
