#include "host/log/printable.hpp"

#include "host/log/utf8.hpp"

#include <algorithm>

namespace tlhost::engine {
namespace {

constexpr std::size_t kLongestField = 1024;  // bytes

// Bytes that move the cursor, or turn the direction of the text, could make a terminal show
// something else.
bool is_control(char32_t code) {
  return code < 0x20 || (code >= 0x7f && code <= 0x9f) || code == 0x2028 || code == 0x2029 ||
         (code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069);
}

std::string escaped(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    text += {'\\', 'x', kDigits[byte >> 4U], kDigits[byte & 15U]};
  }
  return text;
}

}  // namespace

std::string printable(std::string_view field) {
  std::string text;
  for (std::size_t at = 0; at < field.size();) {
    if (text.size() >= kLongestField) {
      return text + "...";
    }
    const std::size_t length = utf8_length(field, at);
    const std::string_view bytes = field.substr(at, std::max<std::size_t>(length, 1));
    if (bytes == "\n") {
      text += "\n  ";
    } else if (length == 0 || is_control(utf8_code_point(field, at, length))) {
      text += escaped(bytes);
    } else {
      text += bytes;
    }
    at += bytes.size();
  }
  return text;
}

}  // namespace tlhost::engine
