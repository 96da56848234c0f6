#pragma once
#include "host/evaluate/outcomes.hpp"
#include "host/execute/execute.hpp"
#include "host/plan/plan.hpp"
#include "host/scan/scan.hpp"
#include "host/store/store.hpp"

namespace tlhost::engine {

/// Predictions and labels -> figures with intervals, cell by cell in plan order.  Pure: nothing is
/// stored, so a new metric costs nothing.  Runs without predictions keep their place, with the
/// reason.
Outcomes evaluate(const Plan& plan,
                  const Scans& scans,
                  const Execution& execution,
                  const Store& store);

}  // namespace tlhost::engine
