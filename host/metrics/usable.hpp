#pragma once
#include "host/metrics/figures.hpp"

#include <string>

namespace tlhost::engine {

/// Why no figure at all can be made of these scores (no test record, a score that is not finite),
/// or "". Errors: Refusal(bug, EVALUATE-SCORES) if the parts of the table do not fit together.
std::string unusable_reason(const TestScores& scores);

}  // namespace tlhost::engine
