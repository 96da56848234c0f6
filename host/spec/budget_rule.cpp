#include "host/spec/field_schema.hpp"
#include "host/spec/grammar_schema.hpp"
#include "host/spec/make_field.hpp"
#include "host/spec/read_fields.hpp"
#include "host/spec/rules.hpp"

#include <algorithm>

namespace tlhost::engine {

namespace {

constexpr const char* kAll = "all";
constexpr double kLargestBudget = 1e9;

FieldFacts budget_facts() {
  return {.name = "per_class", .kind = FieldKind::integer, .range = from_to(1, kLargestBudget)};
}

const FieldTable<BudgetRule>& budget_fields() {
  static const FieldTable<BudgetRule> fields = {
      required(hand_field<BudgetRule>(
          "per_class",
          "labelled training records of each class, an axis of the grid; \"all\" for all")),
      integer_field("validation_per_class",
                    &BudgetRule::validation_per_class,
                    at_least(0),
                    "validation records of each class; 0: all"),
  };
  return fields;
}

bool says_all(const JsonNode& node) { return node.kind == JsonKind::string && node.text == kAll; }

void read_budget(const JsonNode& node, BudgetRule& rule, Findings& findings) {
  std::int64_t per_class = 0;
  if (!says_all(node)) {
    if (!as_integer(node)) {
      add_wrong_type(node, expected_text(budget_facts()) + ", or \"all\"", findings);
      return;
    }
    const std::optional<Scalar> value = read_scalar(budget_facts(), node, findings);
    if (!value) {
      return;
    }
    per_class = value->integer;
  }
  if (std::find(rule.per_class.begin(), rule.per_class.end(), per_class) != rule.per_class.end()) {
    findings.add(node.place,
                 "SPEC-DUPLICATE",
                 "the budget " + budget_name(per_class) + " stands twice in the list",
                 "keep one of them");
    return;
  }
  rule.per_class.push_back(per_class);
}

/// One of two kinds of value, or a list of them; distinct: no value twice.
boost::json::object one_or_several(const boost::json::object& number,
                                   const boost::json::object& word,
                                   bool distinct) {
  const boost::json::object one{{"anyOf", {number, word}}};
  const boost::json::object several{
      {"type", "array"}, {"minItems", 1}, {"uniqueItems", distinct}, {"items", one}};
  return {{"anyOf", {number, word, several}}};
}

}  // namespace

std::string budget_name(std::int64_t per_class) {
  return per_class == 0 ? kAll : std::to_string(per_class);
}

BudgetRule read_budgets(const JsonNode* node, Findings& findings) {
  BudgetRule rule;
  if (node == nullptr) {
    return rule;
  }
  read_fields(*node, budget_fields(), rule, findings);
  const JsonNode* const list = node->find("per_class");
  if (list == nullptr) {
    return rule;
  }
  if (list->kind != JsonKind::array) {
    read_budget(*list, rule, findings);
    return rule;
  }
  if (list->items.empty()) {
    findings.add(
        list->place, "SPEC-EMPTY", "expected at least one budget, found an empty list", "");
  }
  for (const JsonNode& item : list->items) {
    read_budget(item, rule, findings);
  }
  return rule;
}

boost::json::object budgets_schema() {
  const boost::json::object number = scalar_schema(budget_facts());
  const boost::json::object all{{"type", "string"}, {"const", kAll}};
  return object_schema(budget_fields(), {{"per_class", one_or_several(number, all, true)}});
}

boost::json::object budget_names_schema() {
  return one_or_several({{"type", "integer"}}, {{"type", "string"}, {"minLength", 1}}, false);
}

}  // namespace tlhost::engine
