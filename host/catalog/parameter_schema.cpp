#include "host/catalog/parameter_schema.hpp"

#include "host/catalog/parameter_facts.hpp"

#include <cmath>
#include <cstdint>
#include <utility>

namespace tlhost::engine {
namespace {

boost::json::value bound(double value) {
  const bool whole = std::abs(value) < 9e15 && std::floor(value) == value;
  return whole ? boost::json::value(static_cast<std::int64_t>(value)) : boost::json::value(value);
}

boost::json::object number_schema(const ParameterFacts& parameter, const char* type) {
  boost::json::object schema{{"type", type}};
  if (parameter.has_min) {
    schema[parameter.min_open ? "exclusiveMinimum" : "minimum"] = bound(parameter.min);
  }
  if (parameter.has_max) {
    schema["maximum"] = bound(parameter.max);
  }
  return schema;
}

boost::json::object value_schema(const ParameterFacts& parameter) {
  switch (parameter.type) {
    case ParameterType::flag:
      return {{"type", "boolean"}};
    case ParameterType::integer:
      return number_schema(parameter, "integer");
    case ParameterType::real:
      return number_schema(parameter, "number");
    case ParameterType::choice:
      return {{"type", "string"},
              {"enum", boost::json::array(parameter.choices.begin(), parameter.choices.end())}};
    case ParameterType::reals:
      return {{"type", "array"}, {"items", number_schema(parameter, "number")}};
    case ParameterType::texts:
      return {{"type", "array"}, {"items", boost::json::object{{"type", "string"}}}};
    case ParameterType::text:
    case ParameterType::path:
      break;
  }
  return {{"type", "string"}};
}

std::string description(const ParameterFacts& parameter) {
  std::string text = parameter.doc.empty() ? parameter.name : parameter.doc;
  if (!parameter.unit.empty()) {
    text += " [" + parameter.unit + "]";
  }
  return parameter.type == ParameterType::path ? text + " (relative to the file's folder)" : text;
}

}  // namespace

boost::json::object parameter_schema(const ParameterFacts& parameter) {
  boost::json::object schema{{"description", description(parameter)}};
  for (auto& [key, value] : value_schema(parameter)) {
    schema[key] = std::move(value);
  }
  if (!parameter.required) {
    schema["default"] = value_to_json(parameter.default_value);
  }
  return schema;
}

}  // namespace tlhost::engine
