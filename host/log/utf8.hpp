#pragma once
#include <cstddef>
#include <string_view>

namespace tlhost::engine {

/// How many bytes the UTF-8 character at text[at] has: 1 to 4, or 0 if there is none (bad,
/// overlong, cut, surrogate). at < text.size().
std::size_t utf8_length(std::string_view text, std::size_t at);

/// Its code point; the character at text[at] has `length` bytes, as utf8_length says.
char32_t utf8_code_point(std::string_view text, std::size_t at, std::size_t length);

}  // namespace tlhost::engine
