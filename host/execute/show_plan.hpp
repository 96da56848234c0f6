#pragma once
#include "host/execute/execute.hpp"

#include <string>

namespace tlhost::engine {

/// What `tlhost plan` prints: each job with its state, the totals, and what the store knows about
/// the time of its like.
std::string plan_text(const Plan& plan, const Execution& found, const Store& store);
/// The plan and the state of each job, as JSON.
std::string plan_json(const Plan& plan, const Scans& scans, const Execution& found);

}  // namespace tlhost::engine
