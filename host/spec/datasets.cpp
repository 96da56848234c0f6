#include "host/spec/entries.hpp"
#include "host/spec/field_schema.hpp"
#include "host/spec/grammar_schema.hpp"
#include "host/spec/make_field.hpp"
#include "host/spec/names.hpp"
#include "host/spec/read_fields.hpp"
#include "host/spec/use.hpp"

namespace tlhost::engine {

namespace {

const FieldTable<DatasetSpec>& dataset_fields() {
  static const FieldTable<DatasetSpec> fields = [] {
    FieldTable<DatasetSpec> all = component_fields<DatasetSpec>();
    all.push_back(hand_field<DatasetSpec>("split", "over the file's \"split\", key by key"));
    all.push_back(
        hand_field<DatasetSpec>("image", "how this dataset's images become squares: its \"fit\""));
    all.push_back(hand_field<DatasetSpec>(
        "limit", "at most so many records of each class, before the split (default: all)"));
    return all;
  }();
  return fields;
}

const FieldTable<DatasetSpec>& limit_fields() {
  static const FieldTable<DatasetSpec> fields = {
      required(integer_field("per_class",
                             &DatasetSpec::limit_per_class,
                             at_least(1),
                             "at most so many records of each class, by whole groups")),
  };
  return fields;
}

}  // namespace

std::vector<DatasetSpec> read_datasets(const JsonNode& root,
                                       const CommonRules& common,
                                       Findings& findings) {
  std::vector<DatasetSpec> datasets;
  for (const JsonMember& member : read_entries(root, "datasets", findings)) {
    DatasetSpec dataset;
    read_component(member.value, dataset_fields(), dataset, findings);
    dataset.name = member.key;
    dataset.image = common.image;
    dataset.image.fit = read_fit(member.value.find("image"), common.image.fit, findings);
    dataset.split = read_split(member.value.find("split"), common.split, findings);
    if (const JsonNode* limit = member.value.find("limit")) {
      read_fields(*limit, limit_fields(), dataset, findings);
    }
    datasets.push_back(std::move(dataset));
  }
  return datasets;
}

EntryGrammar dataset_grammar() {
  return entry_grammar(dataset_fields(),
                       {{"split", optional(reference("split_of_entry"))},
                        {"image", optional(fit_schema())},
                        {"limit", object_schema(limit_fields())}});
}

}  // namespace tlhost::engine
