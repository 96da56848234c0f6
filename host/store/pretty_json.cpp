#include "host/store/pretty_json.hpp"

#include "host/store/canonical_json.hpp"

#include <boost/json/value.hpp>

#include <cstddef>

namespace tlhost::engine {
namespace {

constexpr std::size_t kColumns = 100;

std::string key_text(boost::json::string_view key) {
  std::string text;
  append_json_string(text, {key.data(), key.size()});
  return text + ": ";
}

/// All on one line, or "" once it is longer than `room`.
std::string one_line(const boost::json::value& value, std::size_t room) {
  if (!value.is_object() && !value.is_array()) {
    return canonical_json(value);
  }
  std::string text = value.is_object() ? "{" : "[";
  const auto add = [&text, room](const std::string& key, const boost::json::value& item) {
    const std::string part = one_line(item, room);
    text += (text.size() > 1 ? ", " : "") + key + part;
    return !part.empty() && text.size() < room;
  };
  if (value.is_object()) {
    for (const auto& member : value.as_object()) {
      if (!add(key_text(member.key()), member.value())) {
        return "";
      }
    }
  } else {
    for (const boost::json::value& item : value.as_array()) {
      if (!add("", item)) {
        return "";
      }
    }
  }
  return text + (value.is_object() ? "}" : "]");
}

/// used: columns that are taken already on the line where the value begins, indent included.
std::string lines(const boost::json::value& value, std::size_t indent, std::size_t used) {
  const std::string line = one_line(value, kColumns > used ? kColumns - used : 1);
  if (!line.empty()) {
    return line;
  }
  const std::string inner = "\n" + std::string(indent + 2, ' ');
  std::string text = value.is_object() ? "{" : "[";
  const auto add = [&](const std::string& key, const boost::json::value& item) {
    text += (text.size() > 1 ? "," : "") + inner + key;
    text += lines(item, indent + 2, indent + 2 + key.size());
  };
  if (value.is_object()) {
    for (const auto& member : value.as_object()) {
      add(key_text(member.key()), member.value());
    }
  } else {
    for (const boost::json::value& item : value.as_array()) {
      add("", item);
    }
  }
  return text + "\n" + std::string(indent, ' ') + (value.is_object() ? "}" : "]");
}

}  // namespace

std::string pretty_json(const boost::json::value& value) { return lines(value, 0, 0); }

}  // namespace tlhost::engine
