#include "host/spec/use.hpp"

#include "host/spec/names.hpp"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <string_view>

namespace tlhost::engine {

namespace {

constexpr std::string_view kReserved[] = {
    "use",   "note",  "training", "search",  "after",         "over",        "split", "image",
    "limit", "as",    "at",       "by",      "from",          "if",          "in",    "of",
    "on",    "seeds", "self",     "source",  "tag",           "target",      "to",    "when",
    "where", "with",  "without",  "relabel", "on_bad_sample", "follow_links"};

bool is_reserved(const std::string& key) {
  return std::find(std::begin(kReserved), std::end(kReserved), key) != std::end(kReserved);
}

// NAME, or plugin_id/NAME
bool is_component(const std::string& text) {
  const std::size_t slash = text.find('/');
  return slash == std::string::npos
             ? is_name(text)
             : is_name(text.substr(0, slash)) && is_name(text.substr(slash + 1));
}

bool all_of_kind(const std::vector<JsonNode>& items, JsonKind kind, JsonKind other) {
  return std::all_of(items.begin(), items.end(), [&](const JsonNode& item) {
    return item.kind == kind || item.kind == other;
  });
}

std::vector<double> numbers_of(const JsonNode& node, Findings& findings) {
  constexpr std::int64_t kAllExact = std::int64_t{1} << 53;
  std::vector<double> numbers;
  for (const JsonNode& item : node.items) {
    if (item.integer > kAllExact || item.integer < -kAllExact) {
      findings.add(
          item.place,
          "SPEC-RANGE",
          "expected a number that a 64-bit float holds exactly, found " + found_text(item));
    }
    numbers.push_back(as_number(item).value_or(0));
  }
  return numbers;
}

Argument::Value value_of(const JsonNode& node, Findings& findings) {
  switch (node.kind) {
    case JsonKind::boolean:
      return node.boolean;
    case JsonKind::integer:
      return node.integer;
    case JsonKind::real:
      return node.real;
    case JsonKind::string:
      return node.text;
    case JsonKind::array:
      break;
    case JsonKind::null:
    case JsonKind::object:
    case JsonKind::broken:
      return nullptr;
  }
  if (all_of_kind(node.items, JsonKind::integer, JsonKind::real)) {
    return numbers_of(node, findings);
  }
  if (!all_of_kind(node.items, JsonKind::string, JsonKind::string)) {
    return nullptr;
  }
  std::vector<std::string> strings;
  for (const JsonNode& item : node.items) {
    strings.push_back(item.text);
  }
  return strings;
}

void add_reserved(const JsonMember& member, Findings& findings) {
  findings.add(member.place,
               "SPEC-RESERVED",
               quoted_word(member.key) +
                   " has no meaning in this entry, and no component has a parameter of that name",
               "remove it");
}

}  // namespace

Use read_use(const JsonNode& entry,
             const std::vector<const JsonMember*>& others,
             Findings& findings) {
  Use use;
  if (const JsonNode* const component = entry.find("use")) {
    use.place = component->place;
    if (component->kind != JsonKind::string) {
      add_wrong_type(*component, "the name of a component", findings);
    } else if (!is_component(component->text)) {
      findings.add(component->place,
                   "SPEC-NAME",
                   quoted_word(component->text) + " is no name of a component",
                   "write its name, or plugin_id/name");
    } else {
      use.component = component->text;
    }
  }
  for (const JsonMember* const other : others) {
    if (is_reserved(other->key)) {
      add_reserved(*other, findings);
    } else if (other->value.kind != JsonKind::broken) {
      use.arguments.push_back({other->key, value_of(other->value, findings), other->value.place});
    }
  }
  return use;
}

boost::json::object use_schema() {
  const std::string name = "[A-Za-z0-9][A-Za-z0-9_.-]*";
  return {{"type", "string"}, {"pattern", "^" + name + "(/" + name + ")?$"}};
}

std::vector<std::string> reserved_words() { return {std::begin(kReserved), std::end(kReserved)}; }

}  // namespace tlhost::engine
