#pragma once
#include "host/catalog/catalog.hpp"

#include <boost/json/value.hpp>

namespace tlhost::engine {

/// A plugin's facts as JSON: what the probing child sends and what `list --json` and `describe
/// --json` print.
boost::json::value to_json(const PluginFacts& plugin);
boost::json::value to_json(const ComponentFacts& component);
PluginFacts plugin_from_json(const boost::json::value& json);

}  // namespace tlhost::engine
