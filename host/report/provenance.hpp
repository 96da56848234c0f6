#pragma once
#include "host/execute/execute.hpp"
#include "host/plan/plan.hpp"
#include "host/report/report.hpp"
#include "host/resolve/resolve.hpp"
#include "host/scan/scan.hpp"
#include "host/store/store.hpp"

namespace tlhost::engine {

/// Where an experiment's numbers come from: versions, plugins, numeric classes, data and the use of
/// its test sets.
Provenance provenance(const Experiment& experiment,
                      const Scans& scans,
                      const Plan& plan,
                      const Execution& execution,
                      const Store& store);

}  // namespace tlhost::engine
