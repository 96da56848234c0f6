#pragma once
#include <string>
#include <string_view>

namespace tlhost::engine {

/// Names this process among all that ever ran on any machine:
/// "<pid>-<start time>-<pid namespace>-<boot id>".  Containers share a boot id, so the namespace
/// is needed; a pid is used again, so the start time is.
/// A forked child has its own; nothing is kept between calls.
std::string process_mark();

/// Whether the process of this mark is known to have ended: same boot, same pid namespace, and no
/// process with this pid and start time.  False for processes of other machines, earlier boots
/// and other containers, of which nothing is known, and for text that is no mark.
bool process_is_gone(std::string_view mark);

}  // namespace tlhost::engine
