#include "host/spec/entries.hpp"
#include "host/spec/grammar_schema.hpp"
#include "host/spec/names.hpp"
#include "host/spec/use.hpp"

namespace tlhost::engine {

namespace {

const FieldTable<ModelSpec>& model_fields() {
  static const FieldTable<ModelSpec> fields = [] {
    FieldTable<ModelSpec> all = component_fields<ModelSpec>();
    all.push_back(hand_field<ModelSpec>("image", "the side of this model's input: its \"size\""));
    return all;
  }();
  return fields;
}

}  // namespace

std::vector<ModelSpec> read_models(const JsonNode& root, Findings& findings) {
  std::vector<ModelSpec> models;
  for (const JsonMember& member : read_entries(root, "models", findings)) {
    ModelSpec model;
    read_component(member.value, model_fields(), model, findings);
    model.name = member.key;
    model.image_size = read_image_size(member.value.find("image"), findings);
    models.push_back(std::move(model));
  }
  return models;
}

EntryGrammar model_grammar() {
  return entry_grammar(model_fields(), {{"image", optional(image_size_schema())}});
}

}  // namespace tlhost::engine
