#include "host/catalog/facts_json.hpp"

#include "host/catalog/parameter_facts.hpp"

#include <boost/json/value_from.hpp>
#include <boost/json/value_to.hpp>

#include <utility>

namespace tlhost::engine {
namespace {

constexpr Kind kKinds[] = {Kind::dataset, Kind::model, Kind::strategy};
constexpr ParameterType kTypes[] = {ParameterType::flag,
                                    ParameterType::integer,
                                    ParameterType::real,
                                    ParameterType::text,
                                    ParameterType::path,
                                    ParameterType::choice,
                                    ParameterType::reals,
                                    ParameterType::texts};

std::string text(const boost::json::value& json, const char* name) {
  return std::string(json.at(name).as_string());
}

boost::json::value to_json(const ParameterFacts& parameter) {
  boost::json::object json{{"name", parameter.name},
                           {"type", name_of(parameter.type)},
                           {"required", parameter.required},
                           {"default", value_to_json(parameter.default_value)},
                           {"unit", parameter.unit},
                           {"doc", parameter.doc},
                           {"range", parameter.range()},
                           {"choices", boost::json::value_from(parameter.choices)}};
  json["min"] = parameter.has_min ? boost::json::value(parameter.min) : boost::json::value();
  json["max"] = parameter.has_max ? boost::json::value(parameter.max) : boost::json::value();
  json["min_open"] = parameter.min_open;
  return json;
}

ParameterFacts parameter_from_json(const boost::json::value& json) {
  ParameterFacts parameter;
  parameter.name = text(json, "name");
  for (const ParameterType type : kTypes) {
    parameter.type = text(json, "type") == name_of(type) ? type : parameter.type;
  }
  parameter.required = json.at("required").as_bool();
  parameter.default_value = value_from_json(json.at("default"), parameter.type);
  parameter.unit = text(json, "unit");
  parameter.doc = text(json, "doc");
  parameter.choices = boost::json::value_to<std::vector<std::string>>(json.at("choices"));
  parameter.has_min = !json.at("min").is_null();
  parameter.has_max = !json.at("max").is_null();
  parameter.min_open = json.at("min_open").as_bool();
  parameter.min = parameter.has_min ? json.at("min").to_number<double>() : 0;
  parameter.max = parameter.has_max ? json.at("max").to_number<double>() : 0;
  return parameter;
}

ComponentFacts component_from_json(const boost::json::value& json) {
  ComponentFacts component;
  for (const Kind kind : kKinds) {
    component.kind = text(json, "kind") == table_of(kind) ? kind : component.kind;
  }
  component.name = text(json, "name");
  component.summary = text(json, "summary");
  component.seedless = json.at("seedless").as_bool();
  for (const boost::json::value& parameter : json.at("parameters").as_array()) {
    component.parameters.push_back(parameter_from_json(parameter));
  }
  return component;
}

}  // namespace

boost::json::value to_json(const ComponentFacts& component) {
  boost::json::array parameters;
  for (const ParameterFacts& parameter : component.parameters) {
    parameters.push_back(to_json(parameter));
  }
  return {{"kind", table_of(component.kind)},
          {"name", component.name},
          {"summary", component.summary},
          {"seedless", component.seedless},
          {"parameters", std::move(parameters)}};
}

boost::json::value to_json(const PluginFacts& plugin) {
  boost::json::array components;
  for (const ComponentFacts& component : plugin.components) {
    components.push_back(to_json(component));
  }
  return {{"id", plugin.id},
          {"version", plugin.version},
          {"summary", plugin.summary},
          {"path", plugin.path},
          {"build", plugin.build},
          {"source", plugin.source},
          {"sdk_major", plugin.sdk_major},
          {"sdk_minor", plugin.sdk_minor},
          {"components", std::move(components)},
          {"left_out", boost::json::value_from(plugin.left_out)}};
}

PluginFacts plugin_from_json(const boost::json::value& json) {
  PluginFacts plugin;
  plugin.id = text(json, "id");
  plugin.version = text(json, "version");
  plugin.summary = text(json, "summary");
  plugin.path = text(json, "path");
  plugin.build = text(json, "build");
  plugin.source = text(json, "source");
  plugin.sdk_major = static_cast<int>(json.at("sdk_major").as_int64());
  plugin.sdk_minor = static_cast<int>(json.at("sdk_minor").as_int64());
  for (const boost::json::value& component : json.at("components").as_array()) {
    plugin.components.push_back(component_from_json(component));
  }
  plugin.left_out = boost::json::value_to<std::vector<std::string>>(json.at("left_out"));
  return plugin;
}

}  // namespace tlhost::engine
