#pragma once
#include "host/metrics/figures.hpp"

#include <vector>

namespace tlhost::engine {

/// The numbers that the AUCs rank by, [records, classes], row-major.
/// Margins and probabilities: as they are.  Logits: the softmax probability p as its log-odds log(p
/// / (1 - p)), which orders the records as p does but does not run into 1 (a ReLU network's logit
/// lead of 40 is p = 1 in double precision, and so would become a tie).  For two classes this is
/// the difference of the logits, exactly. Of several labels a record: as they
/// are.  Needs finite scores.
std::vector<double> ranking_scores(const TestScores& scores);

/// The number that ranks the records of a table of two classes: score[1] - score[0] of logits and
/// margins, score[1] of probabilities.
std::vector<double> binary_ranking_scores(const TestScores& scores);

}  // namespace tlhost::engine
