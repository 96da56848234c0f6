#include "host/resolve/experiment_schema.hpp"

#include "host/catalog/entry_schema.hpp"
#include "host/spec/entries.hpp"
#include "host/spec/grammar_schema.hpp"
#include "host/store/pretty_json.hpp"

#include <algorithm>
#include <utility>

namespace tlhost::engine {

namespace json = boost::json;

namespace {

std::string about(const Catalog& catalog) {
  std::string text = "As tlhost " TLHOST_VERSION " reads it, with the plugins";
  for (const PluginFacts& plugin : catalog.plugins) {
    text += (text.ends_with("plugins") ? " " : ", ") + plugin.id + " " + plugin.version;
  }
  return catalog.plugins.empty() ? "As tlhost " TLHOST_VERSION " reads it, without any plugin"
                                 : text;
}

/// True if a source can be trained where the file does not say how.
bool has_default_recipe(const Catalog& catalog) {
  const auto found = find_components(catalog, Kind::strategy, kDefaultRecipe);
  return found.size() == 1 &&
         std::none_of(found[0].component->parameters.begin(),
                      found[0].component->parameters.end(),
                      [](const ParameterFacts& parameter) { return parameter.required; });
}

/// Every source that is trained says how, or the file does.
json::object recipe_condition() {
  const json::object trained{{"required", json::array{"train_on"}}};
  const json::object recipe{{"required", json::array{"pretrain"}}};
  const json::object entry{{"if", trained}, {"then", recipe}};
  const json::object sources{{"properties", {{"sources", {{"additionalProperties", entry}}}}}};
  return {{"anyOf", {recipe, sources}}};
}

}  // namespace

json::object experiment_schema(const Catalog& catalog) {
  json::object schema{{"$schema", "http://json-schema.org/draft-07/schema#"},
                      {"title", "An experiment of tlhost, format 1"},
                      {"description", about(catalog)},
                      {"allowComments", true},  // to editors that ask
                      {"allowTrailingCommas", true}};
  for (auto& [key, value] : file_schema()) {
    schema[key] = std::move(value);
  }
  if (!has_default_recipe(catalog)) {
    schema["properties"].as_object()["pretrain"].as_object().erase("default");
    schema["allOf"].as_array().push_back(recipe_condition());
  }
  json::object definitions = grammar_definitions();
  definitions["dataset"] = entries_schema(catalog, Kind::dataset);
  definitions["model"] = entries_schema(catalog, Kind::model);
  definitions["strategy"] = entries_schema(catalog, Kind::strategy);
  schema["definitions"] = std::move(definitions);
  return schema;
}

std::string schema_text(const Catalog& catalog) {
  return pretty_json(experiment_schema(catalog)) + "\n";
}

}  // namespace tlhost::engine
