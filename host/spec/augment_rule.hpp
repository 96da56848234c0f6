#pragma once
#include "host/spec/findings.hpp"
#include "host/spec/json_node.hpp"
#include "host/spec/training_values.hpp"

#include <boost/json/value.hpp>

namespace tlhost::engine {

/// "augment": the name of a policy, or an object with a policy and its numbers; base where nothing
/// can be read.
AugmentRule read_augment(const JsonNode& node, const AugmentRule& base, Findings& findings);

/// The JSON Schema of the same.
boost::json::object augment_schema();

}  // namespace tlhost::engine
