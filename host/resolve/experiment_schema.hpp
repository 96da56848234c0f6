#pragma once
#include "host/catalog/catalog.hpp"

#include <boost/json/value.hpp>

#include <string>

namespace tlhost::engine {

/// The JSON Schema (draft-07) of the experiment files that this tlhost takes with these plugins.
/// Made of the tables that the reader uses, so that a file has a valid value at every place exactly
/// if the reader says so.  What a schema cannot say: names that refer to each other, sums, files
/// that must be there, and what a machine can do.  docs/experiment-file.md lists it.
boost::json::object experiment_schema(const Catalog& catalog);

/// What `tlhost schema` prints.
std::string schema_text(const Catalog& catalog);

}  // namespace tlhost::engine
