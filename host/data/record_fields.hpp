#pragma once
#include <tlhost/record.hpp>

#include <array>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tlhost::engine {

/// A text as one field of a line: tab, line feed and backslash become \t, \n and \\.
std::string escape_field(std::string_view text);
/// The text again; nothing if an escape is unknown or cut off, or if a tab or line feed stands in
/// it bare.
std::optional<std::string> unescape_field(std::string_view field);

/// "3,7"; empty without labels.
std::string labels_text(const std::vector<std::int32_t>& labels);

/// "unspecified", "train", "validation" or "test".
std::string_view word_of(Split split);
/// The part again, or nothing.
std::optional<Split> split_of_word(std::string_view word);

/// The shortest text that reads back as the same number, in every locale.
template <typename Number>
std::string text_of_number(Number value) {
  std::array<char, 24> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
  return {digits.data(), end};
}

/// A whole number in its one spelling ("7", never "07", "+7" or "7 "), or nothing.
template <typename Integer>
std::optional<Integer> whole_number(std::string_view text) {
  Integer value = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || stop != end || text_of_number(value) != text) {
    return std::nullopt;
  }
  return value;
}

}  // namespace tlhost::engine
