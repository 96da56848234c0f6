#include "host/spec/field_schema.hpp"
#include "host/spec/grammar_schema.hpp"
#include "host/spec/make_field.hpp"
#include "host/spec/read_fields.hpp"
#include "host/spec/rules.hpp"

namespace tlhost::engine {

namespace {

constexpr double kMostThreads = 1024;

// One number for each channel.
std::vector<double> read_channels(const JsonNode& node, std::int64_t channels, Findings& findings) {
  const std::string expected = "a list of " + std::to_string(channels) +
                               (channels == 1 ? " number" : " numbers") +
                               ", one for each of image.channels";
  std::vector<double> values = read_numbers(node, expected, findings);
  if (node.kind == JsonKind::array && node.items.size() != static_cast<std::size_t>(channels)) {
    findings.add(node.place,
                 "SPEC-RANGE",
                 "expected " + expected + ", found " + std::to_string(node.items.size()));
  }
  return values;
}

void check_deviations(const JsonNode& node, Findings& findings) {
  for (const JsonNode& item : node.items) {
    const std::optional<double> value = as_number(item);
    if (value && *value <= 0) {
      findings.add(
          item.place, "SPEC-RANGE", "expected a number above 0, found " + found_text(item));
    }
  }
}

const FieldFacts& normalise_kinds() {
  static const FieldFacts kinds{.name = "normalise",
                                .kind = FieldKind::choice,
                                .doc = "what is taken from each channel, and what it is divided by",
                                .choices = {"dataset", "imagenet", "half", "unit", "none"}};
  return kinds;
}

const FieldTable<NormaliseRule>& normalise_fields() {
  static const FieldTable<NormaliseRule> fields = {
      required(hand_field<NormaliseRule>("mean", "of each channel, of values from 0 to 1")),
      required(hand_field<NormaliseRule>("std", "of each channel")),
  };
  return fields;
}

}  // namespace

const FieldTable<NumericRule>& numeric_fields() {
  static const FieldTable<NumericRule> fields = {
      choice_field<NumericRule>("precision",
                                &NumericRule::precision,
                                {.now = {"fp32", "bf16"}},
                                "of training; bf16 needs a processor with AVX512_BF16 or AMX"),
      choice_field<NumericRule>("device",
                                &NumericRule::device,
                                {.now = {"cpu", "cuda"}},
                                "where jobs run; this version runs them on the cpu"),
      integer_field(
          "threads", &NumericRule::threads, from_to(1, kMostThreads), "of one job's arithmetic"),
  };
  return fields;
}

NumericRule read_numeric(const JsonNode* node, const NumericRule& base, Findings& findings) {
  NumericRule rule = base;
  if (node != nullptr) {
    read_fields(*node, numeric_fields(), rule, findings);
  }
  return rule;
}

NormaliseRule read_normalise(const JsonNode* node, std::int64_t channels, Findings& findings) {
  NormaliseRule rule;
  if (node == nullptr) {
    return rule;
  }
  const FieldFacts& kinds = normalise_kinds();
  if (node->kind == JsonKind::string) {
    if (const auto kind = read_scalar(kinds, *node, findings)) {
      rule.kind = static_cast<NormaliseRule::Kind>(kind->choice);
    }
    return rule;
  }
  if (node->kind != JsonKind::object) {
    add_wrong_type(*node, expected_text(kinds) + R"(, or {"mean": [..], "std": [..]})", findings);
    return rule;
  }
  rule.kind = NormaliseRule::Kind::given;
  read_fields(*node, normalise_fields(), rule, findings);
  if (const JsonNode* const mean = node->find("mean")) {
    rule.mean = read_channels(*mean, channels, findings);
  }
  if (const JsonNode* const deviation = node->find("std")) {
    rule.std = read_channels(*deviation, channels, findings);
    check_deviations(*deviation, findings);
  }
  return rule;
}

boost::json::object normalise_schema() {
  const boost::json::object means{
      {"type", "array"}, {"minItems", 1}, {"items", {{"type", "number"}}}};
  boost::json::object deviations = means;
  deviations["items"] = {{"type", "number"}, {"exclusiveMinimum", 0}};
  return {
      {"anyOf",
       {scalar_schema(normalise_kinds()),
        object_schema(normalise_fields(), {{"mean", means}, {"std", deviations}})}},
      {"default", normalise_kinds().choices.at(static_cast<std::size_t>(NormaliseRule{}.kind))}};
}

namespace {

// "sources" in which every list of "normalise" has `count` numbers
boost::json::object with_channels(const std::int64_t count) {
  const boost::json::object list{{"minItems", count}, {"maxItems", count}};
  const boost::json::object normalise{{"properties", {{"mean", list}, {"std", list}}}};
  return {
      {"properties",
       {{"sources", {{"additionalProperties", {{"properties", {{"normalise", normalise}}}}}}}}}};
}

}  // namespace

boost::json::array channel_conditions() {
  const std::string otherwise = std::to_string(ImageRule{}.channels);
  boost::json::array conditions;
  for (const Field<ImageRule>& field : image_fields()) {
    for (const std::string& choice : field.facts.choices) {
      if (field.facts.name != "channels") {
        continue;
      }
      const std::int64_t count = std::stoll(choice);
      boost::json::object image{{"properties", {{"channels", {{"const", count}}}}}};
      boost::json::object file{{"properties", {{"image", image}}}};
      if (choice != otherwise) {  // said, and not only left out
        file["properties"].as_object()["image"].as_object()["required"] =
            boost::json::array{"channels"};
        file["required"] = boost::json::array{"image"};
      }
      conditions.push_back({{"if", file}, {"then", with_channels(count)}});
    }
  }
  return conditions;
}

}  // namespace tlhost::engine
