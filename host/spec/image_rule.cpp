#include "host/spec/field_schema.hpp"
#include "host/spec/grammar_schema.hpp"
#include "host/spec/make_field.hpp"
#include "host/spec/read_fields.hpp"
#include "host/spec/rules.hpp"

namespace tlhost::engine {

namespace {

Field<ImageRule> size_field() {
  return with_later_kinds(integer_field("size",
                                        &ImageRule::size,
                                        from_to(8, 1024),
                                        "side of the square that the model gets, in pixels"),
                          {JsonKind::array});
}

Field<ImageRule> fit_field() {
  return enum_field<&ImageRule::fit>(
      "fit", {.now = {"stretch", "crop", "pad"}}, "how an image becomes a square");
}

Field<ImageRule> window_field() {
  return hand_field<ImageRule>("window",
                               "[black, white]: the stored values of 16-bit PNGs that are shown as "
                               "these (default: such files are refused)");
}

Shapes image_shapes() {
  return {{"window",
           {{"type", "array"}, {"minItems", 2}, {"maxItems", 2}, {"items", {{"type", "number"}}}}}};
}

std::optional<ShownRange> read_window(const JsonNode& node, Findings& findings) {
  const std::string expected = "two numbers, [black, white]";
  const std::vector<double> values = read_numbers(node, expected, findings);
  if (node.kind != JsonKind::array || values.size() != node.items.size()) {
    return std::nullopt;  // told
  }
  if (values.size() != 2 || values[0] == values[1]) {
    findings.add(node.place,
                 "SPEC-RANGE",
                 "expected " + expected + " that differ" +
                     (values.size() == 2 ? "" : ", found " + std::to_string(values.size())));
    return std::nullopt;
  }
  return ShownRange{values[0], values[1]};
}

void read_over(const JsonNode* node,
               const FieldTable<ImageRule>& fields,
               ImageRule& rule,
               Findings& findings) {
  if (node == nullptr) {
    return;
  }
  read_fields(*node, fields, rule, findings);
  if (const JsonNode* const window = node->find("window")) {
    rule.window = read_window(*window, findings);
  }
}

}  // namespace

const FieldTable<ImageRule>& image_fields() {
  static const FieldTable<ImageRule> fields = {
      size_field(),
      integer_choice_field(
          "channels", &ImageRule::channels, {"1", "3"}, "what the model gets: grey (1) or RGB (3)"),
      fit_field(),
      window_field(),
  };
  return fields;
}

ImageRule read_image(const JsonNode* node, Findings& findings) {
  ImageRule rule;
  read_over(node, image_fields(), rule, findings);
  return rule;
}

ImageRule read_dataset_image(const JsonNode* node, const ImageRule& base, Findings& findings) {
  ImageRule rule = base;
  read_over(node, {fit_field(), window_field()}, rule, findings);
  return rule;
}

std::optional<std::int64_t> read_image_size(const JsonNode* node, Findings& findings) {
  ImageRule rule;
  if (node == nullptr) {
    return std::nullopt;
  }
  read_fields(*node, {size_field()}, rule, findings);
  return node->find("size") == nullptr ? std::nullopt : std::optional(rule.size);
}

boost::json::object image_schema() { return object_schema(image_fields(), image_shapes()); }

boost::json::object dataset_image_schema() {
  return object_schema(
      FieldTable<ImageRule>{fit_field(), window_field()}, image_shapes(), "the file's \"image\"");
}

boost::json::object image_size_schema() {
  return object_schema(FieldTable<ImageRule>{size_field()}, {}, "the file's \"image\"");
}

}  // namespace tlhost::engine
