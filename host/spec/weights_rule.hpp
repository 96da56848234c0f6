#pragma once
#include "host/spec/experiment_spec.hpp"
#include "host/spec/findings.hpp"
#include "host/spec/json_node.hpp"
#include "host/spec/names.hpp"

#include <boost/json/value.hpp>

#include <string>

namespace tlhost::engine {

/// "weights": a path, or an object model -> path.  Paths become absolute below folder.
WeightsRule read_weights(const JsonNode& node,
                         const NameTable& models,
                         const std::string& folder,
                         Findings& findings);

/// The JSON Schema of the same.
boost::json::object weights_schema();

}  // namespace tlhost::engine
