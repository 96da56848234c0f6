#include "host/spec/field_schema.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <utility>

namespace tlhost::engine {

namespace json = boost::json;

namespace {

json::value number(double value) {
  const auto whole = static_cast<std::int64_t>(value);
  return static_cast<double>(whole) == value ? json::value(whole) : json::value(value);
}

void add_range(const Range& range, json::object& schema) {
  if (!std::isinf(range.low)) {
    schema[range.without_low ? "exclusiveMinimum" : "minimum"] = number(range.low);
  }
  if (!std::isinf(range.high)) {
    schema[range.without_high ? "exclusiveMaximum" : "maximum"] = number(range.high);
  }
}

json::object integer_schema(const FieldFacts& facts) {
  json::object schema{{"type", "integer"}};
  add_range(facts.range, schema);
  if (!facts.choices.empty()) {
    json::array choices;
    for (const std::string& choice : facts.choices) {
      choices.push_back(std::int64_t{std::stoll(choice)});
    }
    schema["enum"] = std::move(choices);
  }
  return schema;
}

json::object property_schema(const Property& property,
                             const Shapes& shapes,
                             const std::string& outer) {
  const FieldFacts& facts = property.facts;
  json::object schema{{"description", facts.doc}};
  const auto shape = shapes.find(facts.name);
  if (shape == shapes.end() && facts.kind == FieldKind::by_hand) {
    throw std::logic_error("the key \"" + facts.name + "\" is read by hand, and has no schema");
  }
  for (const auto& [key, value] : shape == shapes.end() ? scalar_schema(facts) : shape->second) {
    schema[key] = value;
  }
  if (facts.required) {
    return schema;
  }
  if (!outer.empty()) {
    schema["description"] = facts.doc + " (default: " + outer + ")";
    schema.erase("default");
  } else if (property.default_value) {
    schema["default"] = *property.default_value;
  }
  return schema;
}

}  // namespace

json::object scalar_schema(const FieldFacts& facts) {
  if (facts.kind == FieldKind::integer) {
    return integer_schema(facts);
  }
  if (facts.kind == FieldKind::number) {
    json::object schema{{"type", "number"}};
    add_range(facts.range, schema);
    return schema;
  }
  if (facts.kind == FieldKind::boolean) {
    return {{"type", "boolean"}};
  }
  if (facts.kind == FieldKind::choice) {
    return {{"type", "string"}, {"enum", json::array(facts.choices.begin(), facts.choices.end())}};
  }
  return {{"type", "string"}};
}

json::object reference(const std::string& definition) {
  // draft-07 reads nothing beside a "$ref"
  return {{"allOf", json::array{json::object{{"$ref", "#/definitions/" + definition}}}}};
}

json::object optional(json::object schema) {
  schema["default"] = json::object{};
  return schema;
}

json::object object_schema(const std::vector<Property>& properties,
                           const Shapes& shapes,
                           const std::string& outer) {
  json::object members;
  json::array needed;
  for (const Property& property : properties) {
    if (property.facts.kind == FieldKind::later) {
      continue;
    }
    members[property.facts.name] = property_schema(property, shapes, outer);
    if (property.facts.required) {
      needed.emplace_back(property.facts.name);
    }
  }
  for (const auto& [key, shape] : shapes) {
    if (!members.contains(key)) {
      throw std::logic_error("the key \"" + key + "\" has a schema, and is not read");
    }
  }
  json::object schema{{"type", "object"}, {"properties", std::move(members)}};
  if (!needed.empty()) {
    schema["required"] = std::move(needed);
  }
  schema["additionalProperties"] = false;
  return schema;
}

}  // namespace tlhost::engine
