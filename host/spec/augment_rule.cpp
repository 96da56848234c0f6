#include "host/spec/augment_rule.hpp"

#include "host/spec/field_schema.hpp"
#include "host/spec/make_field.hpp"
#include "host/spec/read_fields.hpp"

namespace tlhost::engine {

namespace {

constexpr double kStandardCrop = 0.125;  // as 4 pixels of 32 on each side
constexpr double kLargestCrop = 0.5;
constexpr double kLargestScale = 0.9;

// "augment" as {"policy": .., its numbers}
struct AugmentObject {
  std::string policy = "none";
  double crop = -1;  // below 0: what the policy says
  bool flip_vertical = false;
  double rotate = 0, scale = 0;
  double brightness = 0, contrast = 0, saturation = 0, hue = 0;
  double cutout = 0;
};

FieldTable<AugmentObject> geometry_fields() {
  using Object = AugmentObject;
  return {
      required(
          choice_field<Object>("policy",
                               &Object::policy,
                               {.now = {"none", "flips", "standard"}, .later = {"randaugment"}},
                               "how training images are changed at random")),
      number_field("crop",
                   &Object::crop,
                   from_to(0, kLargestCrop),
                   "random crop after padding each side by this part of it"),
      flag_field("flip_vertical", &Object::flip_vertical, "upside down, one in two"),
      number_field("rotate",
                   &Object::rotate,
                   from_to(0, 180),
                   "turned by up to so many degrees, either way; 180: by any angle"),
      number_field("scale",
                   &Object::scale,
                   from_to(0, kLargestScale),
                   "drawn at 1 - scale to 1 + scale times its size"),
  };
}

FieldTable<AugmentObject> colour_fields() {
  using Object = AugmentObject;
  return {
      number_field("brightness",
                   &Object::brightness,
                   from_to(0, 1),
                   "values times 1 - brightness to 1 + brightness"),
      number_field("contrast",
                   &Object::contrast,
                   from_to(0, 1),
                   "distances from the mean grey times 1 - contrast to 1 + contrast"),
      number_field("saturation",
                   &Object::saturation,
                   from_to(0, 1),
                   "distances from grey times 1 - saturation to 1 + saturation; of colour images"),
      number_field("hue",
                   &Object::hue,
                   from_to(0, 0.5),
                   "turned by up to this part of the circle of colours, either way; of colour "
                   "images"),
      number_field("cutout",
                   &Object::cutout,
                   from_to(0, 1),
                   "a square of this part of the side is 0 after normalisation"),
  };
}

const FieldTable<AugmentObject>& augment_fields() {
  static const FieldTable<AugmentObject> fields = [] {
    FieldTable<AugmentObject> all = geometry_fields();
    for (Field<AugmentObject>& field : colour_fields()) {
      all.push_back(std::move(field));
    }
    return all;
  }();
  return fields;
}

}  // namespace

AugmentRule read_augment(const JsonNode& node, const AugmentRule& base, Findings& findings) {
  AugmentObject object;
  if (node.kind == JsonKind::object) {
    read_fields(node, augment_fields(), object, findings);
  } else if (node.kind == JsonKind::string) {
    const auto policy = read_scalar(augment_fields().front().facts, node, findings);
    if (!policy) {
      return base;
    }
    object.policy = policy->text;
  } else {
    add_wrong_type(node, expected_text(augment_fields().front().facts) + " or an object", findings);
    return base;
  }
  const double crop = object.policy == "standard" ? kStandardCrop : 0;
  return {.flip = object.policy != "none",
          .crop = object.crop < 0 ? crop : object.crop,
          .flip_vertical = object.flip_vertical,
          .rotate = object.rotate,
          .scale = object.scale,
          .brightness = object.brightness,
          .contrast = object.contrast,
          .saturation = object.saturation,
          .hue = object.hue,
          .cutout = object.cutout};
}

boost::json::object augment_schema() {
  return {
      {"anyOf", {scalar_schema(augment_fields().front().facts), object_schema(augment_fields())}},
      {"default", AugmentObject{}.policy}};
}

}  // namespace tlhost::engine
