#include "host/spec/text_cursor.hpp"

#include <algorithm>

namespace tlhost::engine {

namespace {

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
constexpr std::string_view kBetweenTokens = " \t\r\n,:";
constexpr std::string_view kBrackets = "[]{}";
constexpr std::string_view kEndsWord = " \t\r\n,:[]{}\"/";

// One past the end of the string whose opening quote is at `start`.
std::size_t string_end(std::string_view text, std::size_t start) {
  std::size_t at = start + 1;
  while (at < text.size() && text[at] != '"') {
    at += text[at] == '\\' ? 2 : 1;
  }
  return std::min(at + 1, text.size());
}

// One past the end of the comment at `start`, or `start` if there is none.
std::size_t comment_end(std::string_view text, std::size_t start) {
  const std::string_view opening = text.substr(start, 2);
  if (opening != "//" && opening != "/*") {
    return start;
  }
  const std::string_view closing = opening == "//" ? "\n" : "*/";
  const std::size_t end = text.find(closing, start + 2);
  return end == std::string_view::npos ? text.size() : end + closing.size();
}

}  // namespace

TextCursor::TextCursor(std::string_view text)
    : text_(text), offset_(text.starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0) {}

void TextCursor::advance_to(std::size_t offset) {
  for (const std::size_t end = std::min(offset, text_.size()); offset_ < end; ++offset_) {
    const auto byte = static_cast<unsigned char>(text_[offset_]);
    if (byte == '\n') {
      ++line_;
      column_ = 1;
    } else if ((byte & 0xc0U) != 0x80) {  // the further bytes of a character take no column
      ++column_;
    }
  }
}

void TextCursor::skip_to_token() {
  while (offset_ < text_.size()) {
    const std::size_t end = kBetweenTokens.find(text_[offset_]) != std::string_view::npos
                                ? offset_ + 1
                                : comment_end(text_, offset_);
    if (end == offset_) {
      return;
    }
    advance_to(end);
  }
}

std::string_view TextCursor::take_token() {
  const std::size_t start = offset_;
  if (start == text_.size()) {
    return {};
  }
  if (text_[start] == '"') {
    advance_to(string_end(text_, start));
  } else if (kBrackets.find(text_[start]) != std::string_view::npos) {
    advance_to(start + 1);
  } else {
    advance_to(text_.find_first_of(kEndsWord, start + 1));
  }
  return text_.substr(start, offset_ - start);
}

}  // namespace tlhost::engine
