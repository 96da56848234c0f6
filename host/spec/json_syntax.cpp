#include "host/spec/json_syntax.hpp"

#include "host/log/utf8.hpp"
#include "host/spec/findings.hpp"
#include "host/spec/text_cursor.hpp"

#include <algorithm>

namespace tlhost::engine {

namespace {

constexpr std::size_t kBefore = 60,
                      kAfter = 40;  // bytes of the line that are shown around the place

std::string ends_early(std::string_view text) {
  TextCursor cursor(text);
  cursor.skip_to_token();
  return cursor.offset() == text.size() ? "the file holds no value" : "the text ends too early";
}

bool starts_word(std::string_view text, std::size_t offset, std::string_view word) {
  return text.substr(offset, word.size()) == word;
}

// The character or word at offset, quoted.
std::string found_at(std::string_view text, std::size_t offset) {
  constexpr std::string_view kLetters =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";
  const std::size_t word_end = std::min(text.find_first_not_of(kLetters, offset), text.size());
  const std::size_t length =
      std::max({word_end - offset, utf8_length(text, offset), std::size_t{1}});
  return quoted_word(std::string(text.substr(offset, length)));
}

std::string words_for(std::string_view text, const SyntaxFault& fault) {
  if (fault.offset >= text.size()) {
    return ends_early(text);
  }
  const auto byte = static_cast<unsigned char>(text[fault.offset]);
  if (utf8_length(text, fault.offset) == 0) {
    return "this is not UTF-8";
  }
  if (byte < 0x20) {
    return "a line break, tab or other control character stands within a string or word";
  }
  if (byte == '\'') {
    return "single quotes stand where JSON takes double quotes";
  }
  for (const std::string_view word : {"NaN", "nan", "Infinity", "-Infinity", "inf"}) {
    if (starts_word(text, fault.offset, word)) {
      return "JSON has no number " + std::string(word);
    }
  }
  return "syntax error at " + found_at(text, fault.offset) +
         (fault.expected.empty() ? "" : "; expected " + fault.expected);
}

// What is no printable character shows as one '?' or space, so that the caret stays below its
// place.
std::string shown(std::string_view bytes) {
  std::string text;
  for (std::size_t at = 0; at < bytes.size();) {
    const auto byte = static_cast<unsigned char>(bytes[at]);
    const std::size_t length = utf8_length(bytes, at);
    if (byte == '\t') {
      text += ' ';
    } else if (byte < 0x20 || byte == 0x7f || (length == 0 && (byte & 0xc0U) != 0x80)) {
      text += '?';
    } else if (length != 0) {
      text += bytes.substr(at, length);
    }
    at += std::max<std::size_t>(length, 1);
  }
  return text;
}

std::size_t columns(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xc0U) != 0x80;
  }));
}

std::string excerpt(std::string_view text, std::size_t offset) {
  std::size_t begin = offset == 0 ? 0 : text.rfind('\n', offset - 1) + 1;  // npos + 1 == 0
  if (offset == 0 || text.rfind('\n', offset - 1) == std::string_view::npos) {
    begin = text.starts_with("\xef\xbb\xbf") ? std::min<std::size_t>(3, offset) : 0;
  }
  const bool cut = offset - begin > kBefore;
  begin = std::max(begin, offset - std::min(offset, kBefore));
  std::size_t end = std::min({text.find('\n', offset), offset + kAfter, text.size()});
  if (end > begin && text[end - 1] == '\r') {
    --end;
  }
  const std::string before = (cut ? "..." : "") + shown(text.substr(begin, offset - begin));
  const std::string after = offset < end ? shown(text.substr(offset, end - offset)) : "";
  return before + after + "\n" + std::string(columns(before), ' ') + "^";
}

bool is_utf16(std::string_view text) {
  return text.starts_with("\xff\xfe") || text.starts_with("\xfe\xff") ||
         (text.size() > 1 && (text[0] == '\0') != (text[1] == '\0'));
}

}  // namespace

Refusal syntax_refusal(const std::string& file, std::string_view text, const SyntaxFault& fault) {
  if (is_utf16(text)) {
    return {Exit::usage,
            Problem{.code = fault.code,
                    .where = file + ":1:1",
                    .what = "the file is UTF-16",
                    .at = "",
                    .fix = "save it as UTF-8"}};
  }
  TextCursor cursor(text);
  cursor.advance_to(fault.offset);
  const Place place{.pointer = "", .line = cursor.line(), .column = cursor.column()};
  const std::string what = fault.what.empty() ? words_for(text, fault) : fault.what;
  return {Exit::usage,
          Problem{.code = fault.code,
                  .where = place_text(file, place),
                  .what = what + "\n" + excerpt(text, std::min(fault.offset, text.size()))}};
}

}  // namespace tlhost::engine
