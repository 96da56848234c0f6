#include "host/metrics/label_accuracy.hpp"

#include "host/metrics/usable.hpp"

#include <cmath>
#include <string_view>
#include <utility>
#include <vector>

namespace tlhost::engine {

AucFigure label_accuracy(const TestScores& scores) {
  AucFigure figure;
  figure.reason = unusable_reason(scores);
  if (!figure.reason.empty()) {
    return figure;
  }
  const std::size_t records = scores.ids.size(), labels = scores.classes.size();
  const double middle = scores.kind == ScoreKind::probabilities ? 0.5 : 0;
  std::vector<double> right(records), known(records);
  double all_right = 0, all_known = 0;
  for (std::size_t i = 0; i < records * labels; ++i) {
    if (scores.truth[i] >= 0) {
      ++known[i / labels];
      right[i / labels] += (scores.scores[i] > middle) == (scores.truth[i] == 1) ? 1 : 0;
    }
  }
  for (std::size_t i = 0; i < records; ++i) {
    all_right += right[i];
    all_known += known[i];
  }
  if (all_known == 0) {
    figure.reason = "no label of any test record is known";
    return figure;
  }
  figure.value = all_right / all_known;
  figure.pairs = static_cast<std::int64_t>(records);
  if (records > 1) {
    const auto n = static_cast<double>(records);
    const double scale = all_known / n * std::sqrt(n * (n - 1));
    for (std::size_t i = 0; i < records; ++i) {
      figure.influence.push_back((right[i] - *figure.value * known[i]) / scale);
    }
  }
  return figure;
}

Interval named_by_records(Interval interval) {
  constexpr std::string_view kOther = "delong";
  if (interval.method.starts_with(kOther)) {
    interval.method.replace(0, kOther.size(), "records");
  }
  return interval;
}

}  // namespace tlhost::engine
