#pragma once
#include "host/plan/plan.hpp"

#include <string>

namespace tlhost::engine {

/// The run whose fit has this key, or a key that begins so; "": of the plan's only fit.  Of runs
/// that share a fit the first.
/// Errors: Refusal(usage) EXPORT-FIT with the fits that there are.
const PlannedRun& find_run(const Plan& plan, const std::string& fit);

/// "natural -> skin, resnet18, fine_tune, seed 1", with budget, repeat and fold where there are.
std::string words_of(const PlannedRun& run);

}  // namespace tlhost::engine
