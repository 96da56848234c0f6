#pragma once
#include "host/spec/findings.hpp"
#include "host/spec/json_node.hpp"
#include "host/spec/version_rule.hpp"

#include <boost/json/value.hpp>

#include <vector>

namespace tlhost::engine {

/// "requires": an object from plugin id to version rule; node may be null.  SPEC-TYPE, SPEC-NAME
/// for what is no plugin id, SPEC-VERSION for what is no rule.
std::vector<Requirement> read_requirements(const JsonNode* node, Findings& findings);

/// The JSON Schema of the same.
boost::json::object requirements_schema();

}  // namespace tlhost::engine
