#include "host/catalog/parameter_facts.hpp"
#include "host/catalog/show.hpp"
#include "host/store/canonical_json.hpp"
#include "host/store/pretty_json.hpp"

#include <boost/json/object.hpp>

#include <utility>

namespace tlhost::engine {
namespace {

/// A cell of a table: no line break, and no bar that would end it.
std::string cell(const std::string& text) {
  std::string safe;
  for (const char c : text) {
    safe += c == '|' ? "\\|" : c == '\n' ? " " : std::string(1, c);
  }
  return safe;
}

std::string code(const std::string& text) { return text.empty() ? "" : "`" + cell(text) + "`"; }

std::string parameter_row(const ParameterFacts& parameter) {
  const std::string value = parameter.required
                                ? "**required**"
                                : code(canonical_json(value_to_json(parameter.default_value)));
  return "| " + code(parameter.name) + " | " + name_of(parameter.type) + " | " + value + " | " +
         code(parameter.range()) + " | " + cell(parameter.unit) + " | " + cell(parameter.doc) +
         " |\n";
}

std::string parameter_table(const ComponentFacts& component) {
  if (component.parameters.empty()) {
    return "It has no parameters.\n";
  }
  std::string table =
      "| parameter | type | default | range | unit | meaning |\n|---|---|---|---|---|---|\n";
  for (const ParameterFacts& parameter : component.parameters) {
    table += parameter_row(parameter);
  }
  return table;
}

/// What an example says of a parameter that has no default.
boost::json::value example_value(const ParameterFacts& parameter) {
  switch (parameter.type) {
    case ParameterType::path:
    case ParameterType::text:
      return boost::json::string(parameter.type == ParameterType::path ? "data/" + parameter.name
                                                                       : parameter.name);
    case ParameterType::choice:
      return boost::json::string(parameter.choices.front());
    case ParameterType::flag:
      return true;
    case ParameterType::integer:
    case ParameterType::real:
      return parameter.has_min ? parameter.min + (parameter.min_open ? 1 : 0) : 1;
    case ParameterType::reals:
    case ParameterType::texts:
      break;
  }
  return boost::json::array{};
}

/// An entry with every parameter at its default.
std::string example(const ComponentFacts& component) {
  boost::json::object entry{{"use", component.name}};
  for (const ParameterFacts& parameter : component.parameters) {
    entry[parameter.name] =
        parameter.required ? example_value(parameter) : value_to_json(parameter.default_value);
  }
  boost::json::object table{{"my_" + component.name, std::move(entry)}};
  return "\"" + std::string(table_of(component.kind)) + "\": " + pretty_json(table);
}

}  // namespace

std::string describe_markdown(const Catalog& catalog, const std::string& what) {
  const FoundComponent found = find_one(catalog, what);
  const ComponentFacts& component = *found.component;
  return "# " + std::string(table_of(component.kind)) + "/" + component.name + "\n\n" +
         component.summary + "\n\nFrom the plugin `" + found.plugin->id + "` " +
         found.plugin->version + (component.seedless ? "; it draws nothing at random" : "") +
         ".\n\n" + parameter_table(component) +
         "\nAn entry with every parameter at its default:\n\n```json\n" + example(component) +
         "\n```\n";
}

}  // namespace tlhost::engine
