#pragma once
#include <string>

namespace tlhost::engine {

/// The end of what a child wrote to its stdout and stderr, in one line of at most 200 characters of
/// ASCII: mostly why the runtime ended it.  "" if there is nothing, or no file.
std::string last_words(const std::string& log);

}  // namespace tlhost::engine
