#pragma once
#include "host/spec/experiment_spec.hpp"
#include "host/spec/findings.hpp"
#include "host/spec/json_node.hpp"

#include <boost/json/value.hpp>

namespace tlhost::engine {

/// "audit": what it lets pass; node may be null.
AuditRule read_audit(const JsonNode* node, Findings& findings);

/// The JSON Schema of the same.
boost::json::object audit_schema();

}  // namespace tlhost::engine
