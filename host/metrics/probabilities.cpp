#include "host/metrics/probabilities.hpp"

#include <algorithm>
#include <cmath>
#include <span>

namespace tlhost::engine {

namespace {

double sigmoid(double score) {
  const double small = std::exp(-std::abs(score));
  return score >= 0 ? 1 / (1 + small) : small / (1 + small);
}

void softmax(std::span<double> scores) {
  const double top = *std::max_element(scores.begin(), scores.end());
  double sum = 0;
  for (double& score : scores) {
    score = std::exp(score - top);
    sum += score;
  }
  for (double& score : scores) {
    score /= sum;
  }
}

}  // namespace

std::vector<double> probabilities(const TestScores& scores) {
  std::vector<double> all = scores.scores;
  if (scores.kind == ScoreKind::probabilities) {
    return all;
  }
  const std::size_t classes = scores.classes.size();
  if (scores.kind == ScoreKind::margins || scores.multilabel) {
    std::transform(all.begin(), all.end(), all.begin(), &sigmoid);
    return all;
  }
  for (std::size_t at = 0; at < all.size(); at += classes) {
    softmax(std::span(all).subspan(at, classes));
  }
  return all;
}

}  // namespace tlhost::engine
