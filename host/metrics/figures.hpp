#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tlhost::engine {

/// What the numbers of a prediction are: logits and probabilities have likelihoods, margins have
/// none.
enum class ScoreKind : std::uint8_t { logits, margins, probabilities };

/// Predictions of one run on its test records.
struct TestScores {
  std::vector<std::string> ids;
  std::vector<std::int32_t> labels;  ///< as long as ids
  std::vector<std::string> classes;
  std::vector<double> scores;  ///< [ids, classes], row-major
  ScoreKind kind = ScoreKind::logits;
  bool multilabel = false;  ///< then there is truth in place of labels
  std::vector<std::int8_t>
      truth;  ///< [ids, classes], row-major: 1 it is there, 0 it is not, -1 nobody knows
};

struct Interval {
  double low = 0, high = 0;  ///< 95 %
  std::string
      method;  ///< "delong-logit" | "exact-bound" (no misordered pair) | "delong-logit+seeds" ...
};

/// A figure, or the reason why there is none.
struct Metric {
  std::string name;  ///< "auc" | "accuracy" | "auc.<class>"
  std::optional<double> value;
  std::string reason;  ///< when there is no value, or which labels it leaves out
  std::optional<Interval> interval;
};

}  // namespace tlhost::engine
