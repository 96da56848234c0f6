#include "host/spec/entries.hpp"
#include "host/spec/field_schema.hpp"
#include "host/spec/grammar_schema.hpp"
#include "host/spec/make_field.hpp"
#include "host/spec/names.hpp"
#include "host/spec/read_fields.hpp"
#include "host/spec/rules.hpp"

#include <string>

namespace tlhost::engine {

namespace {

const FieldTable<CellFilter>& cell_fields() {
  static const FieldTable<CellFilter> fields = {
      hand_field<CellFilter>("model", "names of models"),
      hand_field<CellFilter>("source", "names of sources"),
      hand_field<CellFilter>("target", "names of targets"),
      hand_field<CellFilter>("strategy", "names of strategies"),
      hand_field<CellFilter>("budget", "budgets: a number or \"all\""),
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
        budgets_{.words = "budget", .names = {}},
        findings_(findings) {
    for (const std::int64_t per_class : spec.budgets.per_class) {
      budgets_.names.push_back(budget_name(per_class));
    }
  }

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
      findings_.add(
          node.place,
          "SPEC-EMPTY",
          "expected at least one of model, source, target, strategy, budget; found none, which "
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
    filter.budget = node.find("budget") == nullptr
                        ? std::vector<std::string>{}
                        : read_names(as_names(*node.find("budget")), budgets_, findings_);
    return filter;
  }

  /// Numbers are names here.
  static JsonNode as_names(JsonNode node) {
    if (const auto number = as_integer(node)) {
      node.kind = JsonKind::string;
      node.text = std::to_string(*number);  // of 25 and 25.0 alike
    }
    for (JsonNode& item : node.items) {
      item = as_names(std::move(item));
    }
    return node;
  }

  NameTable models_, sources_, targets_, strategies_, budgets_;
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
  shapes["budget"] = budget_names_schema();
  boost::json::object schema = object_schema(cell_fields(), shapes);
  schema["minProperties"] = 1;
  return schema;
}

}  // namespace tlhost::engine
