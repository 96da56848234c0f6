#include "host/spec/make_field.hpp"
#include "host/spec/read_fields.hpp"
#include "host/spec/rules.hpp"

namespace tlhost::engine {

const FieldTable<SplitRule>& split_fields() {
  using Rule = SplitRule;
  static const FieldTable<Rule> fields = {
      enum_field<&Rule::protocol>(
          "protocol",
          {.now = {"holdout", "official"}, .later = {"folds"}},
          "who decides what is test: drawn here (holdout), or as the publisher has it (official)"),
      number_field("test",
                   &Rule::test,
                   from_below(0, 1),
                   "part of all records; 0 for a dataset that only sources use"),
      number_field("validation",
                   &Rule::validation,
                   from_below(0, 1),
                   "part of all records; \"test\" and \"validation\" together below 1"),
      integer_field("seed", &Rule::seed, at_least(0), "fixes the test part for all seeds"),
      enum_field<&Rule::vary>("vary",
                              {.now = {"nothing", "validation", "test"}},
                              "what is drawn anew for each of \"seeds\""),
      later_field<Rule>("folds"),
      later_field<Rule>("repeats"),
  };
  return fields;
}

SplitRule read_split(const JsonNode* node, const SplitRule& base, Findings& findings) {
  SplitRule rule = base;
  if (node == nullptr) {
    return rule;
  }
  read_fields(*node, split_fields(), rule, findings);
  const bool decides = node->find("test") != nullptr || node->find("validation") != nullptr ||
                       node->find("protocol") != nullptr;  // else it was said of base already
  if (decides && rule.protocol == Protocol::holdout && rule.test + rule.validation >= 1) {
    findings.add(node->place,
                 "SPEC-CONFLICT",
                 "\"test\" and \"validation\" together leave nothing to train on",
                 "their sum must be below 1");
  }
  return rule;
}

}  // namespace tlhost::engine
