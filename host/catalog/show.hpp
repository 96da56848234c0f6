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

}  // namespace tlhost::engine
