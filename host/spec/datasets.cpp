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
    all.push_back(hand_field<DatasetSpec>(
        "image", "how this dataset's images become squares, over the file's"));
    all.push_back(hand_field<DatasetSpec>(
        "limit", "at most so many records of each class, before the split (default: all)"));
    all.push_back(hand_field<DatasetSpec>("relabel",
                                          "classes under other names: equal names are one class, "
                                          "null drops a class (default: as they "
                                          "are)"));
    all.push_back(hand_field<DatasetSpec>(
        "on_bad_sample",
        "what is done about samples that cannot be read (default: as the file says)"));
    all.push_back(flag_field("follow_links",
                             &DatasetSpec::follow_links,
                             "true: files may be links that lead out of the dataset's folder"));
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

std::vector<Relabel> read_relabel(const JsonNode& node, Findings& findings) {
  std::vector<Relabel> changes;
  if (!is_object(node, findings)) {
    return changes;
  }
  if (node.members.empty()) {
    findings.add(node.place, "SPEC-EMPTY", "\"relabel\" names no class", "remove it");
  }
  for (const JsonMember& member : node.members) {
    const JsonNode& to = member.value;
    if (to.kind == JsonKind::null) {
      changes.push_back({member.key, std::nullopt, member.place});
    } else if (to.kind != JsonKind::string) {
      add_wrong_type(to, "the name of a class, or null to drop it", findings);
    } else if (to.text.empty()) {
      findings.add(to.place, "SPEC-EMPTY", "expected the name of a class, found an empty string");
    } else {
      changes.push_back({member.key, to.text, member.place});
    }
  }
  return changes;
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
    dataset.image = read_dataset_image(member.value.find("image"), common.image, findings);
    dataset.split = read_split(member.value.find("split"), common.split, findings);
    if (const JsonNode* limit = member.value.find("limit")) {
      read_fields(*limit, limit_fields(), dataset, findings);
    }
    if (const JsonNode* relabel = member.value.find("relabel")) {
      dataset.relabel = read_relabel(*relabel, findings);
    }
    dataset.bad_samples =
        read_bad_samples(member.value.find("on_bad_sample"), common.bad_samples, findings);
    datasets.push_back(std::move(dataset));
  }
  return datasets;
}

EntryGrammar dataset_grammar() {
  return entry_grammar(dataset_fields(),
                       {{"split", optional(reference("split_of_entry"))},
                        {"image", optional(dataset_image_schema())},
                        {"limit", object_schema(limit_fields())},
                        {"relabel", relabel_schema()},
                        {"on_bad_sample", bad_samples_schema()}});
}

boost::json::object relabel_schema() {
  return {{"type", "object"},
          {"minProperties", 1},
          {"additionalProperties", {{"type", {"string", "null"}}, {"minLength", 1}}}};
}

}  // namespace tlhost::engine
