#pragma once
#include "host/catalog/catalog.hpp"

#include <optional>
#include <string>

namespace tlhost::engine {

/// Whether somebody else could change which code runs: the file, each folder above it and each link
/// on the way must belong to root or to this user, and only they may write to it.  A folder that
/// all may write to but where nobody can touch what is another's (sticky, as /tmp) is safe, since
/// what lies in it is checked too.  Returns step "trust" with reason and remedy, or nothing;
/// nothing as well for a path that is not there.  Threads: any.
std::optional<RejectedPlugin> refuse_untrusted(const std::string& path);

}  // namespace tlhost::engine
