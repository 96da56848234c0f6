#pragma once
#include "host/export/export.hpp"
#include "host/process/channel.hpp"

namespace tlhost::engine {

/// The body of the child that builds the network: writes the file, and its card where it has none
/// within.
/// Errors: what the model, LibTorch and the disk say.
void write_export(const Plan& plan,
                  const PlannedRun& run,
                  const Scans& scans,
                  const Store& store,
                  const ExportRequest& request,
                  Channel& channel);

}  // namespace tlhost::engine
