#include "host/store/canonical_json.hpp"

#include "host/log/utf8.hpp"

#include <boost/json/value.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <stdexcept>
#include <vector>

namespace tlhost::engine {

namespace {

/// The escape that JSON asks for, or "".
std::string escape_of(char c) {
  switch (c) {
    case '"':
      return "\\\"";
    case '\\':
      return "\\\\";
    case '\b':
      return "\\b";
    case '\f':
      return "\\f";
    case '\n':
      return "\\n";
    case '\r':
      return "\\r";
    case '\t':
      return "\\t";
    default:
      break;
  }
  const auto byte = static_cast<unsigned char>(c);
  if (byte >= 0x20) {
    return "";
  }
  const std::string_view digits = "0123456789abcdef";
  return std::string("\\u00") + digits[byte >> 4] + digits[byte & 15];
}

template <typename Number>
void append_chars(std::string& out, Number number) {
  char text[32];  // the longest double takes 24
  const auto end = std::to_chars(text, text + sizeof text, number).ptr;
  out.append(text, end);
}

void append_value(std::string& out, const boost::json::value& value);

void append_object(std::string& out, const boost::json::object& object) {
  std::vector<const boost::json::key_value_pair*> members;
  for (const auto& member : object) {
    members.push_back(&member);
  }
  const auto name = [](const boost::json::key_value_pair* member) {
    return std::string_view(member->key().data(), member->key().size());
  };
  std::sort(members.begin(), members.end(), [&](auto* a, auto* b) { return name(a) < name(b); });
  char separator = '{';
  for (const auto* member : members) {
    out += separator;
    append_json_string(out, name(member));
    out += ':';
    append_value(out, member->value());
    separator = ',';
  }
  out += members.empty() ? "{}" : "}";
}

void append_array(std::string& out, const boost::json::array& array) {
  char separator = '[';
  for (const auto& item : array) {
    out += separator;
    append_value(out, item);
    separator = ',';
  }
  out += array.empty() ? "[]" : "]";
}

void append_value(std::string& out, const boost::json::value& value) {
  switch (value.kind()) {
    case boost::json::kind::null:
      out += "null";
      return;
    case boost::json::kind::bool_:
      out += value.get_bool() ? "true" : "false";
      return;
    case boost::json::kind::int64:
      append_chars(out, value.get_int64());
      return;
    case boost::json::kind::uint64:
      append_chars(out, value.get_uint64());
      return;
    case boost::json::kind::double_:
      if (!std::isfinite(value.get_double())) {
        throw std::invalid_argument(
            "canonical JSON has no spelling for a number that is not finite");
      }
      out += number_text(value.get_double());
      return;
    case boost::json::kind::string:
      append_json_string(out, {value.get_string().data(), value.get_string().size()});
      return;
    case boost::json::kind::array:
      append_array(out, value.get_array());
      return;
    case boost::json::kind::object:
      append_object(out, value.get_object());
      return;
  }
}

}  // namespace

std::string canonical_json(const boost::json::value& value) {
  std::string out;
  append_value(out, value);
  return out;
}

std::string number_text(double value) {
  if (!std::isfinite(value)) {
    return "null";
  }
  std::string out;
  append_chars(out, value == 0 ? 0.0 : value);
  return out;
}

void append_json_string(std::string& out, std::string_view text) {
  out += '"';
  while (!text.empty()) {
    const std::size_t length = utf8_length(text, 0);
    if (length == 0) {
      throw std::invalid_argument("canonical JSON holds UTF-8 only; other bytes follow \"" +
                                  out.substr(out.size() > 40 ? out.size() - 40 : 0) + "\"");
    }
    const std::string escape = length == 1 ? escape_of(text[0]) : "";
    out += escape.empty() ? text.substr(0, length) : std::string_view(escape);
    text.remove_prefix(length);
  }
  out += '"';
}

}  // namespace tlhost::engine
