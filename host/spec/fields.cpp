#include "host/spec/fields.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace tlhost::engine {

namespace {

std::string number_text(double value) {
  char text[32] = {};
  const bool is_whole = std::floor(value) == value && std::abs(value) < 1e15;
  const auto result =
      is_whole ? std::to_chars(text, text + sizeof text, static_cast<std::int64_t>(value))
               : std::to_chars(text, text + sizeof text, value);
  return {text, result.ptr};
}

std::string range_text(const Range& range) {
  const std::string low = (range.without_low ? "above " : "from ") + number_text(range.low);
  if (std::isinf(range.high)) {
    if (std::isinf(range.low)) {
      return "";
    }
    return range.without_low ? " " + low : " of at least " + number_text(range.low);
  }
  return " " + low + (range.without_high ? " to below " : " to ") + number_text(range.high);
}

bool contains(const std::vector<std::string>& words, const std::string& word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

std::optional<Scalar> read_number(const FieldFacts& facts,
                                  const JsonNode& node,
                                  Findings& findings) {
  const std::optional<std::int64_t> integer = as_integer(node);
  const std::optional<double> number = as_number(node);
  const bool fits = facts.kind == FieldKind::integer ? integer.has_value() : number.has_value();
  if (!fits) {
    add_wrong_type(node, expected_text(facts), findings);
    return std::nullopt;
  }
  if (!fits_range(facts, *number)) {
    findings.add(node.place,
                 "SPEC-RANGE",
                 "expected " + expected_text(facts) + ", found " + found_text(node));
    return std::nullopt;
  }
  if (!facts.choices.empty() && !contains(facts.choices, std::to_string(*integer))) {
    findings.add(node.place,
                 "SPEC-CHOICE",
                 "expected " + expected_text(facts) + ", found " + found_text(node));
    return std::nullopt;
  }
  return Scalar{.integer = integer.value_or(0), .number = *number};
}

std::optional<Scalar> read_choice(const FieldFacts& facts,
                                  const JsonNode& node,
                                  Findings& findings) {
  if (node.kind != JsonKind::string) {
    add_wrong_type(node, expected_text(facts), findings);
    return std::nullopt;
  }
  const auto choice = std::find(facts.choices.begin(), facts.choices.end(), node.text);
  if (choice != facts.choices.end()) {
    return Scalar{.text = node.text,
                  .choice = static_cast<std::size_t>(choice - facts.choices.begin())};
  }
  if (contains(facts.later_choices, node.text)) {
    findings.add_not_yet(node.place, quoted_word(node.text), "use " + expected_text(facts));
    return std::nullopt;
  }
  const std::string nearest = nearest_word(node.text, facts.choices);
  findings.add(node.place,
               "SPEC-CHOICE",
               "expected " + expected_text(facts) + ", found " + found_text(node),
               nearest.empty() ? "" : "did you mean \"" + nearest + "\"?");
  return std::nullopt;
}

std::string kind_text(JsonKind kind) { return kind == JsonKind::array ? "a list" : "an object"; }

}  // namespace

bool fits_range(const FieldFacts& facts, double number) {
  const Range& range = facts.range;
  return (range.without_low ? number > range.low : number >= range.low) &&
         (range.without_high ? number < range.high : number <= range.high);
}

std::string expected_text(const FieldFacts& facts) {
  switch (facts.kind) {
    case FieldKind::integer:
      return facts.choices.empty() ? "an integer" + range_text(facts.range)
                                   : "one of " + listed_words(facts.choices);
    case FieldKind::number:
      return "a number" + range_text(facts.range);
    case FieldKind::boolean:
      return "true or false";
    case FieldKind::text:
      return "a string";
    case FieldKind::choice:
      return "one of " + listed_words(facts.choices);
    case FieldKind::by_hand:
    case FieldKind::later:
      break;
  }
  return facts.doc;
}

std::optional<Scalar> read_scalar(const FieldFacts& facts,
                                  const JsonNode& node,
                                  Findings& findings) {
  if (std::find(facts.later_kinds.begin(), facts.later_kinds.end(), node.kind) !=
      facts.later_kinds.end()) {
    findings.add_not_yet(node.place,
                         kind_text(node.kind) + " as " + quoted_word(facts.name),
                         "use " + expected_text(facts));
    return std::nullopt;
  }
  if (facts.kind == FieldKind::integer || facts.kind == FieldKind::number) {
    return read_number(facts, node, findings);
  }
  if (facts.kind == FieldKind::choice) {
    return read_choice(facts, node, findings);
  }
  const JsonKind wanted = facts.kind == FieldKind::boolean ? JsonKind::boolean : JsonKind::string;
  if (node.kind != wanted) {
    add_wrong_type(node, expected_text(facts), findings);
    return std::nullopt;
  }
  return Scalar{.boolean = node.boolean, .text = node.text};
}

void add_wrong_type(const JsonNode& node, const std::string& expected, Findings& findings) {
  if (node.kind != JsonKind::broken) {
    findings.add(node.place, "SPEC-TYPE", "expected " + expected + ", found " + found_text(node));
  }
}

std::vector<double> read_numbers(const JsonNode& node,
                                 const std::string& expected,
                                 Findings& findings) {
  std::vector<double> values;
  if (node.kind != JsonKind::array) {
    add_wrong_type(node, expected, findings);
  }
  for (const JsonNode& item : node.items) {
    if (const std::optional<double> value = as_number(item)) {
      values.push_back(*value);
    } else {
      add_wrong_type(item, "a number", findings);
    }
  }
  return values;
}

bool is_object(const JsonNode& node, Findings& findings) {
  if (node.kind != JsonKind::object) {
    add_wrong_type(node, "an object", findings);
  }
  return node.kind == JsonKind::object;
}

void add_missing(const JsonNode& object, const std::string& key, Findings& findings) {
  findings.add(
      object.place, "SPEC-MISSING", "the key " + quoted_word(key) + " is missing", "add it");
}

void add_unknown_key(const JsonMember& member,
                     const std::vector<std::string>& known,
                     Findings& findings) {
  findings.add(member.place,
               "SPEC-UNKNOWN-KEY",
               quoted_word(member.key) + " is no key of this object",
               fix_for_word(member.key, known));
}

}  // namespace tlhost::engine
