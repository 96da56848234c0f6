#include "host/log/utf8.hpp"

namespace tlhost::engine {

namespace {

unsigned byte_at(std::string_view text, std::size_t at) {
  return static_cast<unsigned char>(text[at]);
}

std::size_t length_by_first_byte(unsigned first) {
  if (first < 0x80) {
    return 1;
  }
  if (first >= 0xc2 && first <= 0xdf) {
    return 2;
  }
  if (first >= 0xe0 && first <= 0xef) {
    return 3;
  }
  return first >= 0xf0 && first <= 0xf4 ? 4 : 0;
}

}  // namespace

std::size_t utf8_length(std::string_view text, std::size_t at) {
  const std::size_t length = length_by_first_byte(byte_at(text, at));
  if (length < 2) {
    return length;
  }
  if (text.size() - at < length) {
    return 0;
  }
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte_at(text, at + i) & 0xc0U) != 0x80) {
      return 0;
    }
  }
  const char32_t code = utf8_code_point(text, at, length);
  const bool overlong = (length == 3 && code < 0x800) || (length == 4 && code < 0x10000);
  const bool surrogate = code >= 0xd800 && code <= 0xdfff;
  return overlong || surrogate || code > 0x10ffff ? 0 : length;
}

char32_t utf8_code_point(std::string_view text, std::size_t at, std::size_t length) {
  constexpr unsigned kFirstByteBits[] = {0, 0x7f, 0x1f, 0x0f, 0x07};
  char32_t code = byte_at(text, at) & kFirstByteBits[length];
  for (std::size_t i = 1; i < length; ++i) {
    code = (code << 6U) | (byte_at(text, at + i) & 0x3fU);
  }
  return code;
}

}  // namespace tlhost::engine
