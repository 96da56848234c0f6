#include "host/catalog/show.hpp"

#include "host/catalog/facts_json.hpp"
#include "host/catalog/parameter_facts.hpp"
#include "host/log/columns.hpp"
#include "host/log/printable.hpp"
#include "host/store/canonical_json.hpp"

#include <boost/json/serialize.hpp>

#include <algorithm>
#include <utility>

namespace tlhost::engine {
namespace {

constexpr Kind kKinds[] = {Kind::dataset, Kind::model, Kind::strategy};

void check_word(const std::string& what) {
  const std::vector<std::string> known{"datasets", "models", "strategies", "plugins"};
  if (!what.empty() && std::find(known.begin(), known.end(), what) == known.end()) {
    const std::string near = nearest_word(what, known);
    throw Refusal(Exit::usage,
                  {"USAGE",
                   "tlhost list " + what,
                   "expected datasets, models, strategies or plugins" +
                       (near.empty() ? "" : "; did you mean \"" + near + "\"?"),
                   "",
                   ""});
  }
}

Refusal ambiguous(const std::string& what, const std::vector<FoundComponent>& found) {
  std::string names;
  for (const FoundComponent& one : found) {
    names += (names.empty() ? "\"" : ", \"") + one.plugin->id + "/" + one.component->name + "\"";
  }
  return Refusal(Exit::usage,
                 {"COMPONENT-AMBIGUOUS",
                  what,
                  "several plugins have a component of this name",
                  "",
                  "use one of " + names});
}

}  // namespace

FoundComponent find_one(const Catalog& catalog, const std::string& what) {
  std::vector<std::string> known;
  for (const Kind kind : kKinds) {
    const std::string start = std::string(table_of(kind)) + "/";
    if (what.rfind(start, 0) == 0) {
      const auto found = find_components(catalog, kind, what.substr(start.size()));
      if (found.size() > 1) {
        throw ambiguous(what, found);
      }
      if (!found.empty()) {
        return found.front();
      }
    }
    for (const PluginFacts& plugin : catalog.plugins) {
      for (const ComponentFacts& component : plugin.components) {
        if (component.kind == kind) {
          known.push_back(start + component.name);
        }
      }
    }
  }
  const std::string near = nearest_word(what, known);
  throw Refusal(Exit::usage,
                {"COMPONENT-UNKNOWN",
                 what,
                 "no such component" + (near.empty() ? "" : "; did you mean \"" + near + "\"?"),
                 "",
                 "tlhost list shows all components"});
}

namespace {

boost::json::value rejected_json(const Catalog& catalog) {
  boost::json::array all;
  for (const RejectedPlugin& plugin : catalog.rejected) {
    all.push_back({{"path", plugin.path},
                   {"step", plugin.step},
                   {"reason", printable(plugin.reason)},
                   {"remedy", plugin.remedy}});
  }
  return all;
}

}  // namespace

std::string list_text(const Catalog& catalog, const std::string& what, bool rejected) {
  check_word(what);
  std::vector<std::vector<std::string>> rows;
  if (what == "plugins") {
    for (const PluginFacts& plugin : catalog.plugins) {
      rows.push_back({plugin.id, plugin.version, plugin.path, plugin.summary});
    }
  }
  for (const Kind kind : kKinds) {
    for (const PluginFacts& plugin : catalog.plugins) {
      for (const ComponentFacts& component : plugin.components) {
        if (component.kind == kind && (what.empty() || what == table_of(kind))) {
          rows.push_back({std::string(table_of(kind)) + "/" + component.name,
                          plugin.id + " " + plugin.version,
                          component.summary});
        }
      }
    }
  }
  std::string text = columns(rows);
  for (const RejectedPlugin& plugin : catalog.rejected) {
    text += rejected ? "rejected  " +
                           printable(plugin.path + ": " + plugin.reason + " (" + plugin.step +
                                     "). " + plugin.remedy) +
                           ".\n"
                     : "";
  }
  return text;
}

std::string list_json(const Catalog& catalog, const std::string& what, bool rejected) {
  check_word(what);
  boost::json::array components, plugins;
  for (const PluginFacts& plugin : catalog.plugins) {
    plugins.push_back({{"id", plugin.id},
                       {"version", plugin.version},
                       {"path", plugin.path},
                       {"summary", plugin.summary}});
    if (!plugin.insecure.empty()) {
      plugins.back().as_object()["insecure"] = plugin.insecure;
    }
    for (const ComponentFacts& component : plugin.components) {
      if (what.empty() || what == table_of(component.kind)) {
        components.push_back({{"kind", table_of(component.kind)},
                              {"name", component.name},
                              {"plugin", plugin.id},
                              {"version", plugin.version},
                              {"summary", component.summary}});
      }
    }
  }
  boost::json::object all;
  if (what != "plugins") {
    all["components"] = std::move(components);
  }
  if (what.empty() || what == "plugins") {
    all["plugins"] = std::move(plugins);
  }
  if (rejected) {
    all["rejected"] = rejected_json(catalog);
  }
  return boost::json::serialize(all) + "\n";
}

std::string describe_text(const Catalog& catalog, const std::string& what) {
  const FoundComponent found = find_one(catalog, what);
  const ComponentFacts& component = *found.component;
  std::string text = std::string(table_of(component.kind)) + "/" + component.name + "  (" +
                     found.plugin->id + " " + found.plugin->version + ")\n" + component.summary +
                     "\n";
  if (component.parameters.empty()) {
    return text + "\nIt has no parameters.\n";
  }
  std::vector<std::vector<std::string>> rows{
      {"parameter", "type", "default", "range", "unit", "meaning"}};
  for (const ParameterFacts& parameter : component.parameters) {
    rows.push_back(
        {parameter.name,
         name_of(parameter.type),
         parameter.required ? "required" : canonical_json(value_to_json(parameter.default_value)),
         parameter.range().empty() ? "-" : parameter.range(),
         parameter.unit.empty() ? "-" : parameter.unit,
         parameter.doc});
  }
  return text + "\n" + columns(rows);
}

std::string describe_json(const Catalog& catalog, const std::string& what) {
  const FoundComponent found = find_one(catalog, what);
  boost::json::value json = to_json(*found.component);
  json.as_object()["plugin"] = found.plugin->id;
  json.as_object()["version"] = found.plugin->version;
  return boost::json::serialize(json) + "\n";
}

}  // namespace tlhost::engine
