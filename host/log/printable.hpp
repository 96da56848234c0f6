#pragma once
#include <string>
#include <string_view>

namespace tlhost::engine {

/// A text as a terminal may get it, whoever wrote it: control bytes and what is not UTF-8 are shown
/// as \xNN, and it is cut at 1 kB.  A line break stays one, but what follows is indented, so that
/// no text can look like the start of another message.
std::string printable(std::string_view text);

}  // namespace tlhost::engine
