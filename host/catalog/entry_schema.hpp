#pragma once
#include "host/catalog/catalog.hpp"

#include <boost/json/value.hpp>

#include <string>
#include <vector>

namespace tlhost::engine {

/// JSON Schema (draft-07) of entries that name a component.

/// What "use" may say to name the component: its name if no other plugin has one of the same kind
/// and name, and "plugin_id/name".
std::vector<std::string> words_for(const Catalog& catalog, const FoundComponent& found);

/// Any entry of the kind: "use" decides which parameters there are.  "$ref"s as in
/// spec/grammar_schema.
boost::json::object entries_schema(const Catalog& catalog, Kind kind);

/// An entry that uses this component: a schema of its own, with its definitions.
boost::json::object entry_schema(const Catalog& catalog, const FoundComponent& found);

}  // namespace tlhost::engine
