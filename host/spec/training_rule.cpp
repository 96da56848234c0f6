#include "host/spec/augment_rule.hpp"
#include "host/spec/imbalance_rule.hpp"
#include "host/spec/make_field.hpp"
#include "host/spec/read_fields.hpp"
#include "host/spec/rules.hpp"

namespace tlhost::engine {

namespace {

constexpr double kLargestAlpha = 1000;

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
      number_field("mixup",
                   &Rule::mixup,
                   from_to(0, kLargestAlpha),
                   "images and labels of a batch are blended in pairs, with a share from "
                   "Beta(mixup, mixup); 0: never"),
      number_field("cutmix",
                   &Rule::cutmix,
                   from_to(0, kLargestAlpha),
                   "a rectangle of each image, and as much of its label, comes from another one of "
                   "the batch, with a share from Beta(cutmix, cutmix); 0: never"),
      hand_field<Rule>("imbalance", "what is done about rare classes"),
  };
}

// Mixing takes two.
void refuse_lone_images(const JsonNode& node, const TrainingRule& rule, Findings& findings) {
  if (rule.batch != 1 || (rule.mixup == 0 && rule.cutmix == 0)) {
    return;
  }
  for (const char* const key : {"mixup", "cutmix", "batch"}) {
    if (const JsonNode* const said = node.find(key)) {
      findings.add(said->place,
                   "SPEC-CONFLICT",
                   "images of a batch are mixed in pairs, and \"batch\" is 1",
                   "set \"batch\" to 2 or more, or \"mixup\" and \"cutmix\" to 0");
      return;
    }
  }
}

}  // namespace

const FieldTable<TrainingRule>& training_fields() {
  static const FieldTable<TrainingRule> fields = [] {
    FieldTable<TrainingRule> all = optimizer_fields();
    for (Field<TrainingRule>& field : schedule_fields()) {
      all.push_back(std::move(field));
    }
    for (const char* const name :
         {"steps_per_epoch", "milestones", "gamma", "norm", "label_smoothing"}) {
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
  if (const JsonNode* const imbalance = node->find("imbalance")) {
    read_imbalance(*imbalance, rule, findings);
  }
  refuse_lone_images(*node, rule, findings);
  return rule;
}

}  // namespace tlhost::engine
