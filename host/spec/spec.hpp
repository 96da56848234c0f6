#pragma once
#include "host/spec/experiment_spec.hpp"

#include <string>

namespace tlhost::engine {

/// Reads an experiment file, format 1 (docs/experiment-file.md).
/// What is wrong stands in `problems`, all of it, so that `resolve` can add what is wrong with
/// components. Errors: Refusal(usage) if the file cannot be read, is too large (16 MiB), too deep
/// (32) or is not JSON at all.
ExperimentSpec parse_spec(const std::string& file);

}  // namespace tlhost::engine
