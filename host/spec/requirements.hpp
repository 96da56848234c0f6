#pragma once
#include "host/spec/findings.hpp"
#include "host/spec/json_node.hpp"
#include "host/spec/version_rule.hpp"

#include <vector>

namespace tlhost::engine {

/// "requires": an object from plugin id to version rule; node may be null.  SPEC-TYPE, SPEC-NAME
/// for what is no plugin id, SPEC-VERSION for what is no rule.
std::vector<Requirement> read_requirements(const JsonNode* node, Findings& findings);

}  // namespace tlhost::engine
