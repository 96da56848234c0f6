#include "host/metrics/ranking.hpp"

#include <algorithm>
#include <cmath>
#include <span>

namespace tlhost::engine {

namespace {

// With a = argmax: odds of a class c other than a are e_c / (S - e_c) with e_k = exp(z_k - z_a) and
// S = sum_k e_k; S - e_c is at least 1 and loses nothing.  Those of a are 1 / sum_{k != a} e_k,
// scaled by the second highest logit.
void log_odds(std::span<const double> logits, std::span<double> out) {
  const auto top =
      static_cast<std::size_t>(std::max_element(logits.begin(), logits.end()) - logits.begin());
  double second = -HUGE_VAL;
  for (std::size_t c = 0; c < logits.size(); ++c) {
    second = c == top ? second : std::max(second, logits[c]);
  }
  double sum = 1, others = 0;
  for (std::size_t c = 0; c < logits.size(); ++c) {
    if (c != top) {
      sum += std::exp(logits[c] - logits[top]);
      others += std::exp(logits[c] - second);
    }
  }
  for (std::size_t c = 0; c < logits.size(); ++c) {
    const double lead = logits[c] - logits[top];
    out[c] =
        c == top ? logits[top] - second - std::log(others) : lead - std::log(sum - std::exp(lead));
  }
}

}  // namespace

std::vector<double> ranking_scores(const TestScores& scores) {
  if (scores.kind != ScoreKind::logits || scores.multilabel || scores.classes.size() < 2) {
    return scores.scores;
  }
  const std::size_t classes = scores.classes.size();
  std::vector<double> ranking(scores.scores.size());
  for (std::size_t at = 0; at < ranking.size(); at += classes) {
    log_odds(std::span(scores.scores).subspan(at, classes),
             std::span(ranking).subspan(at, classes));
  }
  return ranking;
}

std::vector<double> binary_ranking_scores(const TestScores& scores) {
  std::vector<double> ranking(scores.ids.size());
  for (std::size_t i = 0; i < ranking.size(); ++i) {
    const double one = scores.scores[2 * i + 1];
    ranking[i] = scores.kind == ScoreKind::probabilities ? one : one - scores.scores[2 * i];
  }
  return ranking;
}

}  // namespace tlhost::engine
