#pragma once
#include "host/log/log.hpp"
#include "host/spec/experiment_spec.hpp"
#include "host/store/store.hpp"

namespace tlhost::engine {

/// Opens the experiment's store, clears away what dead processes left in it, and proves that the
/// output folder can be written, before any work is done.  Warnings of the store go to the log,
/// which must outlive it. Errors: Refusal(output).
Store open_store(const ExperimentSpec& spec, Log& log);

}  // namespace tlhost::engine
