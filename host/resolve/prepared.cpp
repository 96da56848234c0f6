#include "host/resolve/prepared.hpp"

#include "host/resolve/resolve.hpp"
#include "host/spec/fields.hpp"
#include "host/spec/json_tree.hpp"
#include "host/spec/use.hpp"
#include "host/store/file_ops.hpp"

#include <tlhost/error.hpp>

#include <algorithm>
#include <filesystem>

namespace tlhost::engine {
namespace {

using ArgumentsByLabel = std::map<std::string, std::vector<Argument>>;

std::string label_of(const ComponentFacts& component) {
  return std::string(table_of(component.kind)) + "/" + component.name;
}

std::string read_config(const std::string& file) {
  try {
    return read_file(file);
  } catch (const Error& error) {
    throw Refusal(Exit::usage,
                  {"CHECK-CONFIG", file, error.what(), "", "name a JSON file of parameters"});
  }
}

/// The values of the file, by component.
ArgumentsByLabel read_values(const PluginFacts& plugin, Findings& findings) {
  const JsonNode root = read_json(read_config(findings.file()), findings);
  ArgumentsByLabel values;
  if (root.kind != JsonKind::object) {
    findings.add(root.place,
                 "CHECK-CONFIG",
                 "expected an object of components, found " + found_text(root),
                 R"(write {"datasets/name": {"parameter": value}})");
    return values;
  }
  std::vector<std::string> known;
  for (const ComponentFacts& component : plugin.components) {
    known.push_back(label_of(component));
  }
  for (const JsonMember& member : root.members) {
    if (std::find(known.begin(), known.end(), member.key) == known.end()) {
      findings.add(member.place,
                   "COMPONENT-UNKNOWN",
                   "the plugin has no component " + quoted_word(member.key),
                   fix_for_word(member.key, known));
    } else if (is_object(member.value, findings)) {
      std::vector<const JsonMember*> parameters;
      for (const JsonMember& parameter : member.value.members) {
        parameters.push_back(&parameter);
      }
      values[member.key] = read_use(member.value, parameters, findings).arguments;
    }
  }
  return values;
}

bool is_given(const std::vector<Argument>& arguments, const std::string& name) {
  return std::any_of(
      arguments.begin(), arguments.end(), [&](const Argument& a) { return a.name == name; });
}

/// The component as an experiment that misses nothing would see it: what is required and not given
/// becomes a parameter whose default is null.
ComponentFacts relaxed(ComponentFacts component, const std::vector<Argument>& arguments) {
  for (ParameterFacts& parameter : component.parameters) {
    if (parameter.required && !is_given(arguments, parameter.name)) {
      parameter.required = false;
      parameter.default_value = nullptr;
    }
  }
  return component;
}

/// An entry of an experiment's table that uses the component.
template <class Entry>
void add_entry(std::vector<Entry>& table,
               const ComponentFacts& component,
               const std::vector<Argument>& arguments) {
  Entry& entry = table.emplace_back();
  entry.name = component.name;
  entry.use.component = component.name;
  entry.use.arguments = arguments;
}

Prepared prepared_from(const Component& component) {
  Prepared prepared{component.kind, component.name, {}, {}};
  for (const auto& [name, value] : component.arguments) {
    if (std::holds_alternative<std::nullptr_t>(value)) {
      prepared.not_given.push_back(name);
    } else {
      prepared.arguments[name] = value;
    }
  }
  return prepared;
}

}  // namespace

std::vector<Prepared> prepare(const PluginFacts& plugin, const std::string& file) {
  Findings findings(file);
  ArgumentsByLabel values = file.empty() ? ArgumentsByLabel{} : read_values(plugin, findings);
  ExperimentSpec spec;
  spec.file = file;
  spec.folder = file.empty() ? "" : std::filesystem::absolute(file).parent_path().string();
  spec.problems = findings.in_order();
  Catalog catalog;
  catalog.plugins = {plugin};
  catalog.plugins[0].components.clear();
  for (const ComponentFacts& component : plugin.components) {
    const std::vector<Argument>& arguments = values[label_of(component)];
    catalog.plugins[0].components.push_back(relaxed(component, arguments));
    switch (component.kind) {
      case Kind::dataset:
        add_entry(spec.datasets, component, arguments);
        break;
      case Kind::model:
        add_entry(spec.models, component, arguments);
        break;
      case Kind::strategy:
        add_entry(spec.strategies, component, arguments);
        break;
    }
  }
  const Experiment experiment = resolve(spec, catalog);
  std::vector<Prepared> all;
  for (const auto* components :
       {&experiment.datasets, &experiment.models, &experiment.strategies}) {
    for (const Component& component : *components) {
      all.push_back(prepared_from(component));
    }
  }
  return all;
}

}  // namespace tlhost::engine
