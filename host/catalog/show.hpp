#pragma once
#include "host/catalog/catalog.hpp"

#include <string>

namespace tlhost::engine {

/// What `tlhost list` prints: a line a component.  what: "datasets", "models", "strategies",
/// "plugins" or "". Errors: Refusal(usage) for another word.
std::string list_text(const Catalog& catalog, const std::string& what, bool rejected);
std::string list_json(const Catalog& catalog, const std::string& what, bool rejected);

/// What `tlhost describe` prints of "strategies/fine_tune".
/// Errors: Refusal(usage) COMPONENT-UNKNOWN with the nearest name.
std::string describe_text(const Catalog& catalog, const std::string& what);
std::string describe_json(const Catalog& catalog, const std::string& what);
/// The JSON Schema (draft-07) of an entry that uses the component.
std::string describe_json_schema(const Catalog& catalog, const std::string& what);
/// A page of documentation.
std::string describe_markdown(const Catalog& catalog, const std::string& what);

/// The component that "strategies/fine_tune" or "strategies/plugin_id/fine_tune" names.
/// Errors: Refusal(usage) COMPONENT-UNKNOWN, COMPONENT-AMBIGUOUS.
FoundComponent find_one(const Catalog& catalog, const std::string& what);

}  // namespace tlhost::engine
