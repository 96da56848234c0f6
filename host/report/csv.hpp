#pragma once
#include "host/evaluate/outcomes.hpp"

#include <string>

namespace tlhost::engine {

/// results.csv: one row a figure of a run (level "run") or a cell ("cell"); an undefined figure has
/// an empty value and a reason; a run that is not ok has one row without a metric; the reason of a
/// cell's figure also names the runs that are not in it.  Numbers read back exactly.
std::string results_csv(const Outcomes& outcomes);

/// id, label and one column a class with the scores; numbers read back exactly.
std::string predictions_csv(const TestScores& scores);

}  // namespace tlhost::engine
