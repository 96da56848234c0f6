#pragma once
#include "host/catalog/catalog.hpp"
#include "host/catalog/search.hpp"
#include "host/cli/command.hpp"
#include "host/log/log.hpp"

#include <string>
#include <vector>

namespace tlhost::engine {

/// The plugins that a command may use: all verbs look in the same places.
/// of_file: "plugins" of an experiment file.  What was passed over is told to the log.
Catalog find_plugins(const Command& command, const std::vector<std::string>& of_file, Log& log);

/// Runs what stands beside the main job, each verb in its room; returns the exit code.
/// Errors: Refusal of the room; std::logic_error for run, plan, audit, preview and export.
int run_verb(const Command& command, Log& log);

}  // namespace tlhost::engine
