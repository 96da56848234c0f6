#pragma once
#include "host/evaluate/outcomes.hpp"

#include <string>

namespace tlhost::engine {

/// The confusion matrix of a cell, summed over its distinct fits, as an HTML table; "" if none has
/// one, and one sentence instead of a table for more than 20 classes.
std::string confusion_html(const CellOutcome& cell);

}  // namespace tlhost::engine
