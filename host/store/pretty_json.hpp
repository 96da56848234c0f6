#pragma once
#include <boost/json/fwd.hpp>

#include <string>

namespace tlhost::engine {

/// JSON for people: members in their order, two spaces a level, and on one line what fits into
/// about 100 columns.  Numbers as in canonical_json.
/// Errors: as canonical_json.
std::string pretty_json(const boost::json::value& value);

}  // namespace tlhost::engine
