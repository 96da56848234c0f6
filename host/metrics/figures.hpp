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
  std::string reason;  ///< when there is no value
  std::optional<Interval> interval;
};

}  // namespace tlhost::engine
