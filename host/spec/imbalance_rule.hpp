#pragma once
#include "host/spec/findings.hpp"
#include "host/spec/json_node.hpp"
#include "host/spec/training_values.hpp"

#include <boost/json/value.hpp>

namespace tlhost::engine {

/// "imbalance": a word, or {"use": word, "gamma": of the focal loss}.  Sets what the word stands
/// for in rule, and takes back what another word has set there.
void read_imbalance(const JsonNode& node, TrainingRule& rule, Findings& findings);

/// The JSON Schema of the same.
boost::json::object imbalance_schema();

}  // namespace tlhost::engine
