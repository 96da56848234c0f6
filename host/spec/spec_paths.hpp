#pragma once
#include "host/spec/findings.hpp"
#include "host/spec/json_node.hpp"

#include <string>

namespace tlhost::engine {

/// Absolute, normal, without a slash at its end: what stands in the file is relative to its folder,
/// and "~/" is $HOME. SPEC-PATH, and "", if it is empty, or if $HOME is not set.
std::string absolute_path(const std::string& path,
                          const std::string& folder,
                          const Place& place,
                          Findings& findings);

/// The whole text of an experiment file.
/// Errors: Refusal(usage) SPEC-FILE if it cannot be read, JSON-SIZE.
std::string read_spec_file(const std::string& file);

}  // namespace tlhost::engine
