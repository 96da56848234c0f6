#pragma once
#include "host/metrics/auc_figure.hpp"
#include "host/metrics/figures.hpp"

#include <string>

namespace tlhost::engine {

/// The accuracy of records with several labels: the part of all known labels of all records whose
/// score is on the side of the truth, above the middle for a label that is there (0 of logits and
/// margins, 1/2 of probabilities), not above it for one that is not.  With h_i right answers among
/// k_i known labels of record i and n records:
///     value = sum h / sum k,  influence_i = (h_i - value k_i) / (mean(k) sqrt(n (n - 1)))
/// The sum of squares of the influence values is the variance of this ratio between records, so
/// that labels of one record count as the dependent answers they are.  pairs: the records.
AucFigure label_accuracy(const TestScores& scores);

/// The interval of such a figure, or of a mean of them, under its own method's name: "records" in
/// place of "delong".
Interval named_by_records(Interval interval);

}  // namespace tlhost::engine
