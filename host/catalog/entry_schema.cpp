#include "host/catalog/entry_schema.hpp"

#include "host/catalog/parameter_schema.hpp"
#include "host/catalog/show.hpp"
#include "host/spec/grammar_schema.hpp"
#include "host/spec/names.hpp"
#include "host/store/pretty_json.hpp"

#include <algorithm>
#include <utility>

namespace tlhost::engine {

namespace json = boost::json;

namespace {

EntryGrammar grammar_of(Kind kind) {
  switch (kind) {
    case Kind::dataset:
      return dataset_grammar();
    case Kind::model:
      return model_grammar();
    case Kind::strategy:
      break;
  }
  return strategy_grammar();
}

json::array to_array(const std::vector<std::string>& words) {
  return json::array(words.begin(), words.end());
}

bool is_free(const EntryGrammar& grammar, const std::string& name) {
  return !grammar.schema.at("properties").as_object().contains(name) &&
         std::find(grammar.kept.begin(), grammar.kept.end(), name) == grammar.kept.end();
}

/// Adds the parameters that an entry can give, and those that it must.
void add_parameters(const ComponentFacts& component,
                    const EntryGrammar& grammar,
                    json::object& properties,
                    json::array& required) {
  for (const ParameterFacts& parameter : component.parameters) {
    if (is_free(grammar, parameter.name)) {
      properties[parameter.name] = parameter_schema(parameter);
    }
    if (parameter.required) {
      required.emplace_back(parameter.name);
    }
  }
}

/// Where "use" is one of the words: these parameters, the grammar's keys, and no others.
json::object condition(const std::vector<std::string>& words,
                       const ComponentFacts& component,
                       const EntryGrammar& grammar) {
  json::object properties;
  for (const auto& member : grammar.schema.at("properties").as_object()) {
    properties[member.key()] = true;
  }
  json::array required;
  add_parameters(component, grammar, properties, required);
  json::object then{{"properties", std::move(properties)}};
  if (!required.empty()) {
    then["required"] = std::move(required);
  }
  then["additionalProperties"] = false;
  const json::object named{{"properties", {{"use", {{"enum", to_array(words)}}}}},
                           {"required", json::array{"use"}}};
  return {{"if", named}, {"then", std::move(then)}};
}

/// The names behind "$ref"s to definitions, at any depth.
void collect_references(const json::value& value, std::vector<std::string>& names) {
  static const std::string kStart = "#/definitions/";
  if (const json::array* items = value.if_array()) {
    for (const json::value& item : *items) {
      collect_references(item, names);
    }
  }
  const json::object* const object = value.if_object();
  if (object == nullptr) {
    return;
  }
  for (const auto& [key, item] : *object) {
    if (key == "$ref") {
      names.push_back(std::string(item.as_string()).substr(kStart.size()));
    }
    collect_references(item, names);
  }
}

json::object used_definitions(const json::object& schema) {
  const json::object all = grammar_definitions();
  std::vector<std::string> names;
  collect_references(schema, names);
  json::object used;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const std::string name = names[i];
    if (!used.contains(name)) {
      used[name] = all.at(name);
      collect_references(all.at(name), names);
    }
  }
  return used;
}

}  // namespace

std::vector<std::string> words_for(const Catalog& catalog, const FoundComponent& found) {
  const std::string& name = found.component->name;
  std::vector<std::string> words;
  for (const std::string& word : {name, found.plugin->id + "/" + name}) {
    const bool written = word == name || is_name(found.plugin->id);
    if (written && find_components(catalog, found.component->kind, word).size() == 1) {
      words.push_back(word);
    }
  }
  return words;
}

json::object entries_schema(const Catalog& catalog, Kind kind) {
  const EntryGrammar grammar = grammar_of(kind);
  json::object schema = grammar.schema;
  schema.erase("additionalProperties");
  std::vector<std::string> known;
  json::array conditions;
  for (const PluginFacts& plugin : catalog.plugins) {
    for (const ComponentFacts& component : plugin.components) {
      const std::vector<std::string> words = component.kind == kind
                                                 ? words_for(catalog, {&plugin, &component})
                                                 : std::vector<std::string>{};
      if (!words.empty()) {
        known.insert(known.end(), words.begin(), words.end());
        conditions.push_back(condition(words, component, grammar));
      }
    }
  }
  json::object& use = schema["properties"].as_object()["use"].as_object();
  use["enum"] = to_array(known);
  if (known.empty()) {  // no plugin offers one, so that no entry can be right
    use.erase("enum");
    use["not"] = json::object{};
  } else {
    schema["allOf"] = std::move(conditions);
  }
  return schema;
}

json::object entry_schema(const Catalog& catalog, const FoundComponent& found) {
  const ComponentFacts& component = *found.component;
  EntryGrammar grammar = grammar_of(component.kind);
  json::object schema{
      {"$schema", "http://json-schema.org/draft-07/schema#"},
      {"title", std::string(table_of(component.kind)) + "/" + component.name},
      {"description",
       component.summary + " (" + found.plugin->id + " " + found.plugin->version + ")"}};
  json::object properties = grammar.schema.at("properties").as_object();
  json::array required{"use"};
  add_parameters(component, grammar, properties, required);
  properties["use"].as_object()["enum"] = to_array(words_for(catalog, found));
  schema["type"] = "object";
  schema["required"] = std::move(required);
  schema["properties"] = std::move(properties);
  schema["additionalProperties"] = false;
  json::object definitions = used_definitions(schema);
  if (!definitions.empty()) {
    schema["definitions"] = std::move(definitions);
  }
  return schema;
}

std::string describe_json_schema(const Catalog& catalog, const std::string& what) {
  return pretty_json(entry_schema(catalog, find_one(catalog, what))) + "\n";
}

}  // namespace tlhost::engine
