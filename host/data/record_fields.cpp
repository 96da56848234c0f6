#include "host/data/record_fields.hpp"

#include <algorithm>

namespace tlhost::engine {
namespace {

constexpr std::array<std::string_view, 4> kSplitWords = {
    "unspecified", "train", "validation", "test"};

}  // namespace

std::string_view word_of(Split split) { return kSplitWords.at(static_cast<std::size_t>(split)); }

std::optional<Split> split_of_word(std::string_view word) {
  const auto found = std::find(kSplitWords.begin(), kSplitWords.end(), word);
  if (found == kSplitWords.end()) {
    return std::nullopt;
  }
  return static_cast<Split>(found - kSplitWords.begin());
}

std::string escape_field(std::string_view text) {
  std::string field;
  field.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '\t':
        field += "\\t";
        break;
      case '\n':
        field += "\\n";
        break;
      case '\\':
        field += "\\\\";
        break;
      default:
        field += c;
    }
  }
  return field;
}

std::optional<std::string> unescape_field(std::string_view field) {
  std::string text;
  text.reserve(field.size());
  for (std::size_t i = 0; i < field.size(); ++i) {
    if (field[i] == '\t' || field[i] == '\n') {
      return std::nullopt;
    }
    if (field[i] != '\\') {
      text += field[i];
      continue;
    }
    const char kind = ++i < field.size() ? field[i] : '\0';
    if (kind != 't' && kind != 'n' && kind != '\\') {
      return std::nullopt;
    }
    text += kind == 't' ? '\t' : kind == 'n' ? '\n' : '\\';
  }
  return text;
}

std::string labels_text(const std::vector<std::int32_t>& labels) {
  std::string text;
  for (const std::int32_t label : labels) {
    text += (text.empty() ? "" : ",") + text_of_number(label);
  }
  return text;
}

}  // namespace tlhost::engine
