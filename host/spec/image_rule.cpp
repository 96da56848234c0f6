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

}  // namespace

const FieldTable<ImageRule>& image_fields() {
  static const FieldTable<ImageRule> fields = {
      size_field(),
      integer_choice_field(
          "channels", &ImageRule::channels, {"1", "3"}, "what the model gets: grey (1) or RGB (3)"),
      fit_field(),
  };
  return fields;
}

ImageRule read_image(const JsonNode* node, Findings& findings) {
  ImageRule rule;
  if (node != nullptr) {
    read_fields(*node, image_fields(), rule, findings);
  }
  return rule;
}

Fit read_fit(const JsonNode* node, Fit base, Findings& findings) {
  ImageRule rule;
  rule.fit = base;
  if (node != nullptr) {
    read_fields(*node, {fit_field()}, rule, findings);
  }
  return rule.fit;
}

std::optional<std::int64_t> read_image_size(const JsonNode* node, Findings& findings) {
  ImageRule rule;
  if (node == nullptr) {
    return std::nullopt;
  }
  read_fields(*node, {size_field()}, rule, findings);
  return node->find("size") == nullptr ? std::nullopt : std::optional(rule.size);
}

boost::json::object fit_schema() {
  return object_schema(FieldTable<ImageRule>{fit_field()}, {}, "the file's \"image\"");
}

boost::json::object image_size_schema() {
  return object_schema(FieldTable<ImageRule>{size_field()}, {}, "the file's \"image\"");
}

}  // namespace tlhost::engine
