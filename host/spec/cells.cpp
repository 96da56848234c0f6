#include "host/spec/entries.hpp"
#include "host/spec/field_schema.hpp"
#include "host/spec/grammar_schema.hpp"
#include "host/spec/make_field.hpp"
#include "host/spec/names.hpp"
#include "host/spec/read_fields.hpp"

namespace tlhost::engine {

namespace {

const FieldTable<CellFilter>& cell_fields() {
  static const FieldTable<CellFilter> fields = {
      hand_field<CellFilter>("model", "names of models"),
      hand_field<CellFilter>("source", "names of sources"),
      hand_field<CellFilter>("target", "names of targets"),
      hand_field<CellFilter>("strategy", "names of strategies"),
      later_field<CellFilter>("budget"),
      later_field<CellFilter>("size"),
  };
  return fields;
}

class CellReading {
 public:
  CellReading(const ExperimentSpec& spec, Findings& findings)
      : models_(names_of("model", spec.models)),
        sources_(names_of("source", spec.sources)),
        targets_{.words = "target", .names = spec.targets},
        strategies_(names_of("strategy", spec.strategies)),
        findings_(findings) {}

  std::vector<CellFilter> read(const JsonNode* node) const {
    std::vector<CellFilter> filters;
    if (node == nullptr) {
      return filters;
    }
    if (node->kind != JsonKind::array) {
      add_wrong_type(*node, "a list of objects", findings_);
    }
    for (const JsonNode& item : node->items) {
      filters.push_back(read_filter(item));
    }
    return filters;
  }

 private:
  CellFilter read_filter(const JsonNode& node) const {
    CellFilter filter;
    read_fields(node, cell_fields(), filter, findings_);
    if (node.kind == JsonKind::object && node.members.empty()) {
      findings_.add(node.place,
                    "SPEC-EMPTY",
                    "expected at least one of model, source, target, strategy; found none, which "
                    "matches all",
                    "remove it");
    }
    const auto names = [&](const char* key, const NameTable& table) {
      const JsonNode* const patterns = node.find(key);
      return patterns == nullptr ? std::vector<std::string>{}
                                 : read_names(*patterns, table, findings_);
    };
    filter.model = names("model", models_);
    filter.source = names("source", sources_);
    filter.target = names("target", targets_);
    filter.strategy = names("strategy", strategies_);
    return filter;
  }

  NameTable models_, sources_, targets_, strategies_;
  Findings& findings_;
};

}  // namespace

void read_cells(const JsonNode& root, ExperimentSpec& spec, Findings& findings) {
  const CellReading cells(spec, findings);
  spec.include = cells.read(root.find("include"));
  spec.exclude = cells.read(root.find("exclude"));
}

boost::json::object cells_schema() {
  Shapes shapes;
  for (const char* const key : {"model", "source", "target", "strategy"}) {
    shapes[key] = reference("names");
  }
  boost::json::object schema = object_schema(cell_fields(), shapes);
  schema["minProperties"] = 1;
  return schema;
}

}  // namespace tlhost::engine
