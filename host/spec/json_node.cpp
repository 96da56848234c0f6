#include "host/spec/json_node.hpp"

#include "host/spec/findings.hpp"

namespace tlhost::engine {

const JsonNode* JsonNode::find(const std::string& key) const {
  for (const JsonMember& member : members) {
    if (member.key == key) {
      return &member.value;
    }
  }
  return nullptr;
}

std::optional<std::int64_t> as_integer(const JsonNode& node) {
  constexpr double kAllExact = 9007199254740992.0;  // 2^53
  if (node.kind == JsonKind::integer) {
    return node.integer;
  }
  if (node.kind != JsonKind::real || node.real < -kAllExact || node.real > kAllExact) {
    return std::nullopt;
  }
  const auto whole = static_cast<std::int64_t>(node.real);
  return static_cast<double>(whole) == node.real ? std::optional(whole) : std::nullopt;
}

std::optional<double> as_number(const JsonNode& node) {
  if (node.kind == JsonKind::integer) {
    return static_cast<double>(node.integer);
  }
  return node.kind == JsonKind::real ? std::optional(node.real) : std::nullopt;
}

std::string found_text(const JsonNode& node) {
  switch (node.kind) {
    case JsonKind::null:
      return "null";
    case JsonKind::boolean:
      return node.boolean ? "true" : "false";
    case JsonKind::integer:
    case JsonKind::real:
      return "the number " + node.text;
    case JsonKind::string:
      return "the string " + quoted_word(node.text);
    case JsonKind::array:
      return node.items.empty() ? "an empty list" : "a list";
    case JsonKind::object:
      return node.members.empty() ? "an empty object" : "an object";
    case JsonKind::broken:
      break;
  }
  return "a broken value";
}

}  // namespace tlhost::engine
