#include "host/spec/rules.hpp"

#include "tests/support/catch.hpp"
#include "tests/unit/host/spec/spec_text.hpp"

#include <algorithm>
#include <string>
#include <vector>

using tlhost::engine::ExperimentSpec;
using tlhost::engine::Fit;
using tlhost::engine::Protocol;
using tlhost::engine::TrainingRule;
using tlhost::engine::Vary;
using tlhost::test::Codes;
using tlhost::test::codes_of;
using tlhost::test::experiment;
using tlhost::test::parse_text;

namespace {

TrainingRule training_of(const std::string& training) {
  const ExperimentSpec spec = parse_text(experiment({{"training", training}}));
  CHECK(tlhost::test::codes(spec).empty());
  return spec.strategies.at(0).training;
}

}  // namespace

TEST_CASE("training starts from the defaults", "[spec][training]") {
  const TrainingRule rule = training_of("{}");
  CHECK(rule.epochs == 20);
  CHECK(rule.batch == 32);
  CHECK(rule.optimizer == "sgd");
  CHECK(rule.lr == 1e-3);
  CHECK(rule.momentum == 0.9);
  CHECK(rule.weight_decay == 1e-4);
  CHECK(rule.decay_vectors);
  CHECK(rule.clip == 0);
  CHECK(rule.schedule == "constant");
  CHECK(rule.warmup == 0);
  CHECK(rule.keep == "best");
  CHECK(rule.patience == 0);
  CHECK_FALSE(rule.augment.flip);
  CHECK(rule.augment.crop == 0);
  CHECK_FALSE(rule.class_weight);
}

TEST_CASE("every key of training is read", "[spec][training]") {
  const TrainingRule rule = training_of(
      R"({"epochs": 3.0, "batch": 1, "optimizer": "adamw", "lr": 0.1, "momentum": 0, "weight_decay": 0.5,
          "decay_vectors": false, "clip": 2, "schedule": "one_cycle", "warmup": 0.25, "keep": "last",
          "patience": 4, "augment": "flips", "imbalance": "class_weight"})");
  CHECK(rule.epochs == 3);
  CHECK(rule.batch == 1);
  CHECK(rule.optimizer == "adamw");
  CHECK(rule.lr == 0.1);
  CHECK(rule.momentum == 0);
  CHECK(rule.weight_decay == 0.5);
  CHECK_FALSE(rule.decay_vectors);
  CHECK(rule.clip == 2);
  CHECK(rule.schedule == "one_cycle");
  CHECK(rule.warmup == 0.25);
  CHECK(rule.keep == "last");
  CHECK(rule.patience == 4);
  CHECK(rule.augment.flip);
  CHECK(rule.class_weight);
}

TEST_CASE("augment is a policy, or a policy with its own crop", "[spec][training]") {
  const auto augment = [](const std::string& text) {
    return training_of("{\"augment\": " + text + "}").augment;
  };
  CHECK(augment("\"standard\"").flip);
  CHECK(augment("\"standard\"").crop == 0.125);
  CHECK(augment(R"({"policy": "standard", "crop": 0.25})").crop == 0.25);
  CHECK(augment(R"({"policy": "standard", "crop": 0})").crop == 0);
  CHECK(augment(R"({"policy": "standard"})").crop == 0.125);
  CHECK(augment(R"({"policy": "flips"})").flip);
  CHECK_FALSE(augment("\"none\"").flip);
  CHECK(codes_of({{"training", R"({"augment": {"crop": 0.6}})"}}) ==
        Codes{"SPEC-MISSING /training/augment", "SPEC-RANGE /training/augment/crop"});
  CHECK(codes_of({{"training", R"({"augment": "flipps"})"}}) ==
        Codes{"SPEC-CHOICE /training/augment"});
  CHECK(codes_of({{"training", R"({"augment": 1})"}}) == Codes{"SPEC-TYPE /training/augment"});
  CHECK(codes_of({{"training", R"({"augment": {"policy": "randaugment"}})"}}) ==
        Codes{"SPEC-NOT-YET /training/augment/policy"});
}

TEST_CASE("an entry's training overrides the common one key by key", "[spec][training]") {
  const ExperimentSpec spec =
      parse_text(experiment({{"training", R"({"epochs": 5, "lr": 0.1, "augment": "flips"})"},
                             {"strategies",
                              R"({"a": {"use": "x", "training": {"lr": 0.2, "augment": "standard"}},
                       "b": {"use": "x", "training": {"imbalance": "class_weight"}}})"}}));
  CHECK(spec.problems.empty());
  CHECK(spec.strategies[0].training.epochs == 5);
  CHECK(spec.strategies[0].training.lr == 0.2);
  CHECK(spec.strategies[0].training.augment.crop == 0.125);
  CHECK(spec.strategies[1].training.lr == 0.1);
  CHECK(spec.strategies[1].training.class_weight);
  CHECK(spec.strategies[1].training.augment.flip);
}

TEST_CASE("training values out of range are refused", "[spec][training]") {
  const std::string bad = GENERATE(as<std::string>{},
                                   R"("epochs": 0)",
                                   R"("epochs": 1000001)",
                                   R"("batch": -1)",
                                   R"("batch": 65537)",
                                   R"("lr": 0)",
                                   R"("lr": -0.1)",
                                   R"("momentum": 1)",
                                   R"("momentum": -0.1)",
                                   R"("weight_decay": -1e-9)",
                                   R"("clip": -1)",
                                   R"("warmup": 1)",
                                   R"("patience": -1)");
  const std::string key = bad.substr(1, bad.find('"', 1) - 1);
  CHECK(codes_of({{"training", "{" + bad + "}"}}) == Codes{"SPEC-RANGE /training/" + key});
}

TEST_CASE("training values of another type are refused", "[spec][training]") {
  const std::string bad = GENERATE(as<std::string>{},
                                   R"("epochs": 1.5)",
                                   R"("epochs": "20")",
                                   R"("epochs": null)",
                                   R"("lr": true)",
                                   R"("decay_vectors": 1)",
                                   R"("optimizer": 1)",
                                   R"("schedule": ["cosine"])",
                                   R"("keep": {})");
  const std::string key = bad.substr(1, bad.find('"', 1) - 1);
  CHECK(codes_of({{"training", "{" + bad + "}"}}) == Codes{"SPEC-TYPE /training/" + key});
}

TEST_CASE("a message says what was expected and what was found", "[spec][training]") {
  const auto text_of = [](const std::string& training) {
    const ExperimentSpec spec = parse_text(experiment({{"training", training}}));
    return spec.problems.at(0).what + "|" + spec.problems.at(0).fix;
  };
  CHECK(text_of(R"({"epochs": 1.5})") ==
        "expected an integer from 1 to 1000000, found the number 1.5|");
  CHECK(text_of(R"({"lr": 0})") == "expected a number above 0, found the number 0|");
  CHECK(text_of(R"({"clip": -1})") == "expected a number of at least 0, found the number -1|");
  CHECK(text_of(R"({"warmup": "1"})") ==
        "expected a number from 0 to below 1, found the string \"1\"|");
  CHECK(text_of(R"({"optimizer": "SGD"})") ==
        "expected one of sgd, adamw, found the string \"SGD\"|did you mean \"sgd\"?");
  CHECK(text_of(R"({"epoch": 1})") ==
        "\"epoch\" is no key of this object|did you mean \"epochs\"?");
}

TEST_CASE("words of format 1 that are not done yet are refused by name", "[spec][later]") {
  const std::string later = GENERATE(as<std::string>{},
                                     R"("steps_per_epoch": 0)",
                                     R"("milestones": [0.5])",
                                     R"("gamma": 0.1)",
                                     R"("norm": "automatic")",
                                     R"("label_smoothing": 0)",
                                     R"("optimizer": "adam")",
                                     R"("schedule": "linear")",
                                     R"("schedule": "steps")",
                                     R"("imbalance": "logit_adjust")",
                                     R"("imbalance": "ldam")",
                                     R"("augment": "randaugment")");
  const std::string key = later.substr(1, later.find('"', 1) - 1);
  CHECK(codes_of({{"training", "{" + later + "}"}}) == Codes{"SPEC-NOT-YET /training/" + key});
}

TEST_CASE("image, split and numeric have their defaults", "[spec][rules]") {
  const ExperimentSpec spec = parse_text(experiment());
  CHECK(spec.problems.empty());
  CHECK(spec.datasets[0].image.size == 224);
  CHECK(spec.datasets[0].image.channels == 3);
  CHECK(spec.datasets[0].image.fit == Fit::stretch);
  CHECK(spec.datasets[0].split.protocol == Protocol::holdout);
  CHECK(spec.datasets[0].split.test == 0.2);
  CHECK(spec.datasets[0].split.validation == 0.1);
  CHECK(spec.datasets[0].split.seed == 0);
  CHECK(spec.datasets[0].split.vary == Vary::validation);
  CHECK(spec.strategies[0].numeric.precision == "fp32");
  CHECK(spec.strategies[0].numeric.device == "cpu");
  CHECK(spec.strategies[0].numeric.threads == 1);
}

TEST_CASE("image is checked", "[spec][rules]") {
  CHECK(codes_of({{"image", R"({"size": 7})"}}) == Codes{"SPEC-RANGE /image/size"});
  CHECK(codes_of({{"image", R"({"size": 1025})"}}) == Codes{"SPEC-RANGE /image/size"});
  CHECK(codes_of({{"image", R"({"size": [28, 224]})"}}) == Codes{"SPEC-NOT-YET /image/size"});
  CHECK(codes_of({{"image", R"({"channels": 2})"}}) == Codes{"SPEC-CHOICE /image/channels"});
  CHECK(codes_of({{"image", R"({"channels": 1.5})"}}) == Codes{"SPEC-TYPE /image/channels"});
  CHECK(codes_of({{"image", R"({"channels": 1, "size": 8, "fit": "squeeze"})"}}) ==
        Codes{"SPEC-CHOICE /image/fit"});
  CHECK(codes_of({{"image", "28"}}) == Codes{"SPEC-TYPE /image"});
  CHECK(codes_of({{"image", R"({"window": 255})"}}) == Codes{"SPEC-TYPE /image/window"});
  CHECK(codes_of({{"image", R"({"window": [0, "white"]})"}}) == Codes{"SPEC-TYPE /image/window/1"});
  CHECK(codes_of({{"image", R"({"window": [0]})"}}) == Codes{"SPEC-RANGE /image/window"});
  CHECK(codes_of({{"image", R"({"window": [7, 7]})"}}) == Codes{"SPEC-RANGE /image/window"});
}

TEST_CASE("a dataset's split overrides the common one key by key", "[spec][rules]") {
  const ExperimentSpec spec = parse_text(
      experiment({{"split", R"({"test": 0.3, "seed": 9223372036854775807, "vary": "nothing"})"},
                  {"datasets",
                   R"({"skin": {"use": "x", "split": {"protocol": "official", "vary": "test"}},
            "blood": {"use": "x", "split": {"validation": 0}}})"}}));
  CHECK(spec.problems.empty());
  CHECK(spec.datasets[0].split.protocol == Protocol::official);
  CHECK(spec.datasets[0].split.vary == Vary::test);
  CHECK(spec.datasets[0].split.test == 0.3);
  CHECK(spec.datasets[0].split.seed == 9223372036854775807ULL);
  CHECK(spec.datasets[1].split.protocol == Protocol::holdout);
  CHECK(spec.datasets[1].split.vary == Vary::nothing);
  CHECK(spec.datasets[1].split.validation == 0);
}

TEST_CASE("split is checked", "[spec][rules]") {
  CHECK(codes_of({{"split", R"({"test": -0.1})"}}) == Codes{"SPEC-RANGE /split/test"});
  CHECK(codes_of({{"split", R"({"test": 0})"}}) == Codes{});
  CHECK(codes_of({{"split", R"({"test": 1})"}}) == Codes{"SPEC-RANGE /split/test"});
  CHECK(codes_of({{"split", R"({"validation": 1})"}}) == Codes{"SPEC-RANGE /split/validation"});
  CHECK(codes_of({{"split", R"({"test": 0.5, "validation": 0.5})"}}) ==
        Codes{"SPEC-CONFLICT /split"});
  CHECK(codes_of({{"split", R"({"seed": -1})"}}) == Codes{"SPEC-RANGE /split/seed"});
  CHECK(codes_of({{"split", R"({"seed": 18446744073709551616})"}}) ==
        Codes{"JSON-NUMBER /split/seed"});
}

TEST_CASE("folds and repeats are checked with what they leave for training", "[spec][rules]") {
  CHECK(codes_of({{"split", R"({"protocol": "folds", "folds": 5, "repeats": 2})"}}) == Codes{});
  CHECK(codes_of({{"split", R"({"protocol": "folds", "test": 0.9})"}}) == Codes{});
  CHECK(codes_of({{"split", R"({"folds": 1})"}}) == Codes{"SPEC-RANGE /split/folds"});
  CHECK(codes_of({{"split", R"({"repeats": 0})"}}) == Codes{"SPEC-RANGE /split/repeats"});
  CHECK(codes_of({{"split", R"({"protocol": "folds", "folds": 2, "validation": 0.5})"}}) ==
        Codes{"SPEC-CONFLICT /split"});
}

TEST_CASE("the publisher's split is neither repeated nor naive", "[spec][rules]") {
  CHECK(codes_of({{"split", R"({"protocol": "official", "repeats": 2})"}}) ==
        Codes{"SPEC-CONFLICT /split/repeats"});
  CHECK(codes_of({{"split", R"({"protocol": "official", "naive": true})"}}) ==
        Codes{"SPEC-CONFLICT /split/naive"});
  CHECK(codes_of({{"split", R"({"protocol": "official", "naive": true, "repeats": 1})"}}) ==
        Codes{"SPEC-CONFLICT /split/naive"});
  CHECK(codes_of({{"split", R"({"protocol": "official", "naive": false, "repeats": 1})"}}) ==
        Codes{});
}

TEST_CASE("a strategy's numeric overrides the common one key by key", "[spec][rules]") {
  const ExperimentSpec spec = parse_text(
      experiment({{"numeric", R"({"device": "cuda", "threads": 4})"},
                  {"strategies", R"({"a": {"use": "x", "numeric": {"precision": "bf16"}}})"}}));
  CHECK(spec.problems.empty());
  CHECK(spec.strategies[0].numeric.device == "cuda");
  CHECK(spec.strategies[0].numeric.threads == 4);
  CHECK(spec.strategies[0].numeric.precision == "bf16");
  CHECK(codes_of({{"numeric", R"({"threads": 0, "device": "gpu", "precision": "fp16"})"}}) ==
        Codes{"SPEC-RANGE /numeric/threads",
              "SPEC-CHOICE /numeric/device",
              "SPEC-CHOICE /numeric/precision"});
}

TEST_CASE("the tables of keys have no key twice and say what each is", "[spec][rules]") {
  const auto check = [](const auto& fields) {
    std::vector<std::string> names;
    for (const auto& field : fields) {
      CHECK(std::find(names.begin(), names.end(), field.facts.name) == names.end());
      names.push_back(field.facts.name);
      CHECK((field.facts.kind == tlhost::engine::FieldKind::later || !field.facts.doc.empty()));
    }
  };
  check(tlhost::engine::training_fields());
  check(tlhost::engine::image_fields());
  check(tlhost::engine::split_fields());
  check(tlhost::engine::numeric_fields());
}
