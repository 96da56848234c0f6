#pragma once
#include "host/metrics/figures.hpp"

#include <vector>

namespace tlhost::engine {

/// Scores as probabilities, [records, classes], row-major.  Logits: the softmax of a record's
/// scores, or for several labels a record the sigmoid of each.  Margins, which have none of their
/// own: the sigmoid of each, so that 0 becomes 1/2; order is kept, nothing more is meant.
std::vector<double> probabilities(const TestScores& scores);

}  // namespace tlhost::engine
