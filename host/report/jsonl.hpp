#pragma once
#include "host/evaluate/outcomes.hpp"

#include <string>

namespace tlhost::engine {

/// metrics.jsonl: one object a line, canonical JSON; each cell ("level": "cell") is followed by its
/// runs ("level": "run").  An undefined figure is null and has a reason.
std::string metrics_jsonl(const Outcomes& outcomes);

}  // namespace tlhost::engine
