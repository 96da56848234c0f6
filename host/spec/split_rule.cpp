#include "host/spec/make_field.hpp"
#include "host/spec/read_fields.hpp"
#include "host/spec/rules.hpp"

#include <algorithm>
#include <initializer_list>
#include <string>
#include <utility>

namespace tlhost::engine {

namespace {

constexpr double kMostFolds = 1000;
constexpr double kMostRepeats = 10'000;

bool any_of(const JsonNode& node, std::initializer_list<const char*> keys) {
  return std::any_of(
      keys.begin(), keys.end(), [&node](const char* key) { return node.find(key) != nullptr; });
}

void check_parts(const JsonNode& node, const SplitRule& rule, Findings& findings) {
  // Where no key of these stands it was said of the values that lie under this object.
  if (!any_of(node, {"test", "validation", "folds", "protocol"})) {
    return;
  }
  const bool folds = rule.protocol == Protocol::folds;
  const double test = folds ? 1 / static_cast<double>(rule.folds) : rule.test;
  if (rule.protocol != Protocol::official && test + rule.validation >= 1) {
    findings.add(
        node.place,
        "SPEC-CONFLICT",
        folds ? "a fold and \"validation\" together leave nothing to train on"
              : "\"test\" and \"validation\" together leave nothing to train on",
        folds ? "1 / \"folds\" + \"validation\" must be below 1" : "their sum must be below 1");
  }
}

void check_official(const JsonNode& node, const SplitRule& rule, Findings& findings) {
  for (const auto& [key, drawn] :
       {std::pair("repeats", rule.repeats > 1), std::pair("naive", rule.naive)}) {
    const JsonNode* const asked = node.find(key);
    if (rule.protocol == Protocol::official && drawn && asked != nullptr) {
      findings.add(asked->place,
                   "SPEC-CONFLICT",
                   quoted_word(key) +
                       " is for test parts that are drawn, and the protocol "
                       "\"official\" draws none",
                   "take it out, or choose the protocol \"holdout\" or \"folds\"");
    }
  }
}

}  // namespace

const FieldTable<SplitRule>& split_fields() {
  using Rule = SplitRule;
  static const FieldTable<Rule> fields = {
      enum_field<&Rule::protocol>(
          "protocol",
          {.now = {"holdout", "folds", "official"}},
          "what is test: a part drawn here (holdout), each record once (folds), or what the "
          "publisher says (official)"),
      number_field("test",
                   &Rule::test,
                   from_below(0, 1),
                   "holdout: part of all records; 0 for a dataset that only sources use"),
      number_field("validation",
                   &Rule::validation,
                   from_below(0, 1),
                   "part of all records; \"test\" and \"validation\" together below 1"),
      integer_field("folds",
                    &Rule::folds,
                    from_to(2, kMostFolds),
                    "folds: so many parts, each of which is the test part once"),
      integer_field("repeats",
                    &Rule::repeats,
                    from_to(1, kMostRepeats),
                    "holdout and folds: how many times they are drawn"),
      integer_field("seed", &Rule::seed, at_least(0), "fixes the test part for all seeds"),
      enum_field<&Rule::vary>("vary",
                              {.now = {"nothing", "validation", "test"}},
                              "what is drawn anew for each of \"seeds\""),
      flag_field("naive",
                 &Rule::naive,
                 "also cells on a split by record that ignores groups, to show what that adds"),
  };
  return fields;
}

SplitRule read_split(const JsonNode* node, const SplitRule& base, Findings& findings) {
  SplitRule rule = base;
  if (node == nullptr) {
    return rule;
  }
  read_fields(*node, split_fields(), rule, findings);
  check_parts(*node, rule, findings);
  check_official(*node, rule, findings);
  return rule;
}

}  // namespace tlhost::engine
