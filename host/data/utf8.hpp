#pragma once
#include <string>
#include <string_view>

namespace tlhost::engine {

/// Well-formed UTF-8: no overlong form, no surrogate, nothing above U+10FFFF.
bool is_utf8(std::string_view text);

/// The text with every byte that is not UTF-8 shown as \xNN: a file name need not be text, a report
/// must be.
std::string show_as_utf8(std::string_view text);

}  // namespace tlhost::engine
