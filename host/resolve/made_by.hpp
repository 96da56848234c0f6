#pragma once
#include "host/resolve/resolve.hpp"

#include <boost/json/value.hpp>

#include <vector>

namespace tlhost::engine {

/// For "made_by" of a manifest: this tlhost, and for each component the plugin's id, version and
/// identity, the library that was used, with its SHA-256, and the SDK and the build that it was
/// made with.  An account of the run, in no key.  Errors: Refusal if a library cannot be read any
/// more.
boost::json::value made_by(const std::vector<const Component*>& components);

}  // namespace tlhost::engine
