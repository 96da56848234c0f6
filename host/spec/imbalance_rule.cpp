#include "host/spec/imbalance_rule.hpp"

#include "host/spec/field_schema.hpp"
#include "host/spec/make_field.hpp"
#include "host/spec/read_fields.hpp"

#include <string>

namespace tlhost::engine {

namespace {

constexpr double kUsualGamma = 2;  // Lin et al., ICCV 2017
constexpr double kLargestGamma = 100;

// "imbalance" as {"use": .., "gamma": ..}
struct ImbalanceObject {
  std::string use = "none";
  double gamma = kUsualGamma;
};

const FieldTable<ImbalanceObject>& imbalance_fields() {
  static const FieldTable<ImbalanceObject> fields = {
      required(choice_field<ImbalanceObject>(
          "use",
          &ImbalanceObject::use,
          {.now = {"none", "class_weight", "balanced_sampler", "oversample", "focal"},
           .later = {"logit_adjust", "ldam"}},
          "class_weight: rare classes count more in the loss; balanced_sampler: every class is "
          "drawn equally often; oversample: rotated copies until all classes are equal; focal: "
          "the loss looks at what is not yet known")),
      number_field("gamma",
                   &ImbalanceObject::gamma,
                   {.low = 0, .high = kLargestGamma, .without_low = true},
                   "of focal: how much less a sample counts the better it is known"),
  };
  return fields;
}

void refuse_gamma(const JsonNode& node, const ImbalanceObject& object, Findings& findings) {
  for (const JsonMember& member : node.members) {
    if (member.key == "gamma" && object.use != "focal") {
      findings.add(member.place,
                   "SPEC-CONFLICT",
                   "\"gamma\" is for \"focal\", and \"use\" is " + quoted_word(object.use),
                   "remove it");
    }
  }
}

}  // namespace

void read_imbalance(const JsonNode& node, TrainingRule& rule, Findings& findings) {
  const FieldFacts& words = imbalance_fields().front().facts;
  ImbalanceObject object;
  if (node.kind == JsonKind::object) {
    read_fields(node, imbalance_fields(), object, findings);
    refuse_gamma(node, object, findings);
  } else if (node.kind == JsonKind::string) {
    const auto word = read_scalar(words, node, findings);
    if (!word) {
      return;
    }
    object.use = word->text;
  } else {
    add_wrong_type(node, expected_text(words) + " or an object", findings);
    return;
  }
  rule.class_weight = object.use == "class_weight";
  rule.sampler = object.use == "balanced_sampler" ? Sampler::balanced
                 : object.use == "oversample"     ? Sampler::oversample
                                                  : Sampler::plain;
  rule.focal = object.use == "focal" ? object.gamma : 0;
}

boost::json::object imbalance_schema() {
  return {{"anyOf",
           {scalar_schema(imbalance_fields().front().facts), object_schema(imbalance_fields())}},
          {"default", ImbalanceObject{}.use}};
}

}  // namespace tlhost::engine
