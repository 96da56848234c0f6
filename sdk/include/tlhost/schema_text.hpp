#pragma once
#include <charconv>
#include <string>

namespace tlhost {
inline namespace v1 {
namespace detail {

/// The experiment file keeps this word for itself.
inline bool reserved(const std::string& name) {
  static constexpr const char* kWords[] = {
      "use",         "for",   "note",  "training", "search",  "after",   "over",    "split",
      "image",       "limit", "as",    "at",       "by",      "from",    "if",      "in",
      "of",          "on",    "seeds", "self",     "source",  "tag",     "target",  "to",
      "when",        "where", "with",  "without",  "numeric", "devices", "relabel", "on_bad_sample",
      "follow_links"};
  for (const char* word : kWords) {
    if (name == word) {
      return true;
    }
  }
  return false;
}

/// Shortest JSON number that reads back as the same value.
inline std::string number(double value) {
  char text[32];
  const auto end = std::to_chars(text, text + sizeof text, value).ptr;
  return std::string(text, end);
}

/// A JSON string.
inline std::string quoted(const char* value) {
  std::string json = "\"";
  for (const char* c = value; *c != '\0'; ++c) {
    const auto code = static_cast<unsigned char>(*c);
    if (code < 0x20) {
      constexpr const char* kDigits = "0123456789abcdef";
      json += std::string("\\u00") + kDigits[code / 16] + kDigits[code % 16];
      continue;
    }
    if (*c == '"' || *c == '\\') {
      json += '\\';
    }
    json += *c;
  }
  return json + '"';
}

}  // namespace detail
}  // namespace v1
}  // namespace tlhost
