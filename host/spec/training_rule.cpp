#include "host/spec/field_schema.hpp"
#include "host/spec/grammar_schema.hpp"
#include "host/spec/make_field.hpp"
#include "host/spec/read_fields.hpp"
#include "host/spec/rules.hpp"

namespace tlhost::engine {

namespace {

constexpr double kStandardCrop = 0.125;  // as 4 pixels of 32 on each side
constexpr double kLargestCrop = 0.5;

// "augment" as {"policy": .., "crop": ..}
struct AugmentObject {
  std::string policy = "none";
  double crop = -1;  // below 0: what the policy says
};

const FieldTable<AugmentObject>& augment_fields() {
  static const FieldTable<AugmentObject> fields = {
      required(choice_field<AugmentObject>(
          "policy",
          &AugmentObject::policy,
          {.now = {"none", "flips", "standard"}, .later = {"randaugment"}},
          "how training images are changed at random")),
      number_field("crop",
                   &AugmentObject::crop,
                   from_to(0, kLargestCrop),
                   "random crop after padding each side by this part of it"),
  };
  return fields;
}

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
  return {.flip = object.policy != "none", .crop = object.crop < 0 ? crop : object.crop};
}

FieldTable<TrainingRule> optimizer_fields() {
  using Rule = TrainingRule;
  return {
      integer_field("epochs", &Rule::epochs, from_to(1, 1e6), "passes over the training part"),
      integer_field("batch", &Rule::batch, from_to(1, 65536), "records of a step"),
      choice_field<Rule>("optimizer",
                         &Rule::optimizer,
                         {.now = {"sgd", "adamw"}, .later = {"adam"}},
                         "how gradients change weights"),
      number_field("lr", &Rule::lr, above(0), "learning rate of a step"),
      number_field("momentum",
                   &Rule::momentum,
                   from_below(0, 1),
                   "of sgd: the part of the last step that goes into the next one"),
      number_field("weight_decay", &Rule::weight_decay, at_least(0), "pull of weights to zero"),
      flag_field("decay_vectors",
                 &Rule::decay_vectors,
                 "false: weight decay leaves biases and norms alone"),
      number_field("clip", &Rule::clip, at_least(0), "largest norm of the gradient; 0: any"),
  };
}

FieldTable<TrainingRule> schedule_fields() {
  using Rule = TrainingRule;
  return {
      choice_field<Rule>("schedule",
                         &Rule::schedule,
                         {.now = {"constant", "cosine", "one_cycle"}, .later = {"linear", "steps"}},
                         "how the learning rate moves over a phase"),
      number_field(
          "warmup", &Rule::warmup, from_below(0, 1), "part of the phase in which it rises from 0"),
      choice_field<Rule>("keep",
                         &Rule::keep,
                         {.now = {"best", "last"}},
                         "which epoch's weights stay: best by \"select\" on validation, or last"),
      integer_field("patience",
                    &Rule::patience,
                    at_least(0),
                    "stop after so many epochs without a better one; 0: never"),
      hand_field<Rule>("augment", "how training images are changed at random"),
      with_later_kinds(
          enum_field<&Rule::class_weight>(
              "imbalance",
              {.now = {"none", "class_weight"},
               .later = {"balanced_sampler", "focal", "logit_adjust", "ldam"}},
              "what is done about rare classes; class_weight: they count more in the loss"),
          {JsonKind::object}),
  };
}

}  // namespace

const FieldTable<TrainingRule>& training_fields() {
  static const FieldTable<TrainingRule> fields = [] {
    FieldTable<TrainingRule> all = optimizer_fields();
    for (Field<TrainingRule>& field : schedule_fields()) {
      all.push_back(std::move(field));
    }
    for (const char* const name :
         {"steps_per_epoch", "milestones", "gamma", "norm", "mixup", "label_smoothing"}) {
      all.push_back(later_field<TrainingRule>(name));
    }
    return all;
  }();
  return fields;
}

TrainingRule read_training(const JsonNode* node, const TrainingRule& base, Findings& findings) {
  TrainingRule rule = base;
  if (node == nullptr) {
    return rule;
  }
  read_fields(*node, training_fields(), rule, findings);
  if (const JsonNode* const augment = node->find("augment")) {
    rule.augment = read_augment(*augment, base.augment, findings);
  }
  return rule;
}

boost::json::object augment_schema() {
  return {
      {"anyOf", {scalar_schema(augment_fields().front().facts), object_schema(augment_fields())}},
      {"default", AugmentObject{}.policy}};
}

}  // namespace tlhost::engine
