#include "host/spec/grammar_schema.hpp"

#include "host/spec/augment_rule.hpp"
#include "host/spec/field_schema.hpp"
#include "host/spec/imbalance_rule.hpp"
#include "host/spec/rules.hpp"

#include <string>
#include <utility>

namespace tlhost::engine {

namespace json = boost::json;

namespace {

json::object with_description(const std::string& description, json::object schema) {
  json::object described{{"description", description}};
  for (auto& [key, value] : schema) {
    described[key] = std::move(value);
  }
  return described;
}

void add_training(json::object& definitions) {
  const Shapes shapes{{"augment", augment_schema()}, {"imbalance", imbalance_schema()}};
  definitions["training"] =
      with_description("How networks are trained; every strategy starts from it.",
                       object_schema(training_fields(), shapes));
  definitions["training_of_entry"] =
      with_description("Over the file's \"training\", key by key.",
                       object_schema(training_fields(), shapes, "the file's \"training\""));
}

void add_numeric(json::object& definitions) {
  definitions["numeric"] =
      with_description("How numbers are computed.", object_schema(numeric_fields()));
  definitions["numeric_of_entry"] =
      with_description("Over what stands further out, key by key.",
                       object_schema(numeric_fields(), {}, "what stands further out"));
}

}  // namespace

json::object grammar_definitions() {
  json::object definitions{
      {"name", with_description("a name: letters, digits, \"_\", \".\" and \"-\"", name_schema())},
      {"names",
       with_description("a name, or a pattern with * and ?, or a list of them", names_schema())},
      {"image", with_description("What models get.", image_schema())},
      {"split",
       with_description("Training, validation and test part.", object_schema(split_fields()))},
      {"split_of_entry",
       with_description("Over the file's \"split\", key by key.",
                        object_schema(split_fields(), {}, "the file's \"split\""))}};
  add_training(definitions);
  add_numeric(definitions);
  definitions["source"] =
      with_description("A starting point; {} is random weights.", source_schema());
  definitions["cells"] = with_description(
      "Cells of the grid: all keys must match, and a key that is left out says nothing.",
      cells_schema());
  return definitions;
}

}  // namespace tlhost::engine
