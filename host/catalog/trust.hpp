#pragma once
#include "host/catalog/catalog.hpp"

#include <sys/types.h>

#include <optional>
#include <string>

namespace tlhost::engine {

/// Whether somebody else could change which code runs: the file, each folder above it and each link
/// on the way must belong to root or to this user, and only they may write to it.  A folder that
/// all may write to but where nobody can touch what is another's (sticky, as /tmp) is safe, since
/// what lies in it is checked too; and so is what the group of this user alone may write to, which
/// is how some systems set up every user.  Returns step "trust" with reason and remedy, or nothing;
/// nothing as well for a path that is not there.  Threads: any.
std::optional<RejectedPlugin> refuse_untrusted(const std::string& path);

/// Whether a group is this user's own: it has the user's name and lists nobody else.  Root has
/// none, for its group is the system's.  Threads: one, for the tables of users are read.
bool is_own_group(gid_t group);

}  // namespace tlhost::engine
