#include "host/spec/field_schema.hpp"
#include "host/spec/grammar_schema.hpp"
#include "host/spec/make_field.hpp"
#include "host/spec/read_fields.hpp"
#include "host/spec/rules.hpp"

// "on_bad_sample": a word, or {"policy": .., its bounds}

namespace tlhost::engine {

namespace {

const FieldTable<BadSampleRule>& bad_sample_fields() {
  using Rule = BadSampleRule;
  static const FieldTable<Rule> fields = {
      required(enum_field<&Rule::skip>("policy",
                                       {.now = {"refuse", "skip"}},
                                       "what is done about samples that cannot be read: refuse the "
                                       "dataset, or leave them out and say so")),
      integer_field("most", &Rule::most, at_least(1), "leave out at most so many of a dataset"),
      number_field(
          "part", &Rule::part, between(0, 1), "leave out at most this part of a dataset's samples"),
      number_field("part_of_class",
                   &Rule::part_of_class,
                   between(0, 1),
                   "leave out at most this part of the samples of a class"),
      flag_field("test", &Rule::test, "true: also samples of the publisher's test part"),
  };
  return fields;
}

}  // namespace

BadSampleRule read_bad_samples(const JsonNode* node,
                               const BadSampleRule& base,
                               Findings& findings) {
  if (node == nullptr) {
    return base;
  }
  const Field<BadSampleRule>& policy = bad_sample_fields().front();
  BadSampleRule rule;
  if (node->kind == JsonKind::object) {
    read_fields(*node, bad_sample_fields(), rule, findings);
  } else if (node->kind == JsonKind::string) {
    if (const auto value = read_scalar(policy.facts, *node, findings)) {
      assign_field(policy, *value, rule);
    }
  } else {
    add_wrong_type(*node, expected_text(policy.facts) + " or an object", findings);
  }
  return rule;
}

boost::json::object bad_samples_schema() {
  return {{"anyOf",
           {scalar_schema(bad_sample_fields().front().facts), object_schema(bad_sample_fields())}}};
}

}  // namespace tlhost::engine
