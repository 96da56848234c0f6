#include "host/spec/imbalance_rule.hpp"

#include "tests/support/catch.hpp"
#include "tests/unit/host/spec/spec_text.hpp"

#include <string>

using tlhost::engine::ExperimentSpec;
using tlhost::engine::Sampler;
using tlhost::engine::TrainingRule;
using tlhost::test::Codes;
using tlhost::test::codes_of;
using tlhost::test::experiment;
using tlhost::test::parse_text;

namespace {

TrainingRule rule_of(const std::string& imbalance) {
  const ExperimentSpec spec =
      parse_text(experiment({{"training", "{\"imbalance\": " + imbalance + "}"}}));
  CHECK(tlhost::test::codes(spec).empty());
  return spec.strategies.at(0).training;
}

void check_rule(const TrainingRule& rule, bool class_weight, Sampler sampler, double focal) {
  CHECK(rule.class_weight == class_weight);
  CHECK(rule.sampler == sampler);
  CHECK(rule.focal == focal);
}

Codes codes_with(const std::string& training) {
  return codes_of({{"training", "{" + training + "}"}});
}

}  // namespace

TEST_CASE("each word of imbalance sets one thing", "[spec][imbalance]") {
  check_rule(rule_of("\"none\""), false, Sampler::plain, 0);
  check_rule(rule_of("\"class_weight\""), true, Sampler::plain, 0);
  check_rule(rule_of("\"balanced_sampler\""), false, Sampler::balanced, 0);
  check_rule(rule_of("\"oversample\""), false, Sampler::oversample, 0);
  check_rule(rule_of("\"focal\""), false, Sampler::plain, 2);
  check_rule(rule_of(R"({"use": "focal"})"), false, Sampler::plain, 2);
  check_rule(rule_of(R"({"use": "focal", "gamma": 0.5})"), false, Sampler::plain, 0.5);
  check_rule(rule_of(R"({"use": "oversample"})"), false, Sampler::oversample, 0);
}

TEST_CASE("an entry's imbalance replaces the common one", "[spec][imbalance]") {
  const ExperimentSpec spec =
      parse_text(experiment({{"training", R"({"imbalance": "class_weight"})"},
                             {"strategies",
                              R"({"a": {"use": "x", "training": {"imbalance": "oversample"}},
            "b": {"use": "x", "training": {"imbalance": "none"}},
            "c": {"use": "x", "training": {"epochs": 3}}})"}}));
  CHECK(spec.problems.empty());
  check_rule(spec.strategies[0].training, false, Sampler::oversample, 0);
  check_rule(spec.strategies[1].training, false, Sampler::plain, 0);
  check_rule(spec.strategies[2].training, true, Sampler::plain, 0);
}

TEST_CASE("imbalance is checked", "[spec][imbalance]") {
  const std::string at = " /training/imbalance";
  CHECK(codes_with(R"("imbalance": "ballanced")") == Codes{"SPEC-CHOICE" + at});
  CHECK(codes_with(R"("imbalance": 1)") == Codes{"SPEC-TYPE" + at});
  CHECK(codes_with(R"("imbalance": {"gamma": 2})") ==
        Codes{"SPEC-MISSING" + at, "SPEC-CONFLICT" + at + "/gamma"});
  CHECK(codes_with(R"("imbalance": {"use": "focal", "gamma": 0})") ==
        Codes{"SPEC-RANGE" + at + "/gamma"});
  CHECK(codes_with(R"("imbalance": {"use": "class_weight", "gamma": 2})") ==
        Codes{"SPEC-CONFLICT" + at + "/gamma"});
  CHECK(codes_with(R"("imbalance": {"use": "ldam"})") == Codes{"SPEC-NOT-YET" + at + "/use"});
  CHECK(codes_with(R"("imbalance": {"use": "focal", "alpha": 1})") ==
        Codes{"SPEC-UNKNOWN-KEY" + at + "/alpha"});
}

TEST_CASE("mixing is read, and needs a batch of two", "[spec][training]") {
  const ExperimentSpec spec =
      parse_text(experiment({{"training", R"({"mixup": 0.2, "cutmix": 1})"}}));
  CHECK(spec.problems.empty());
  CHECK(spec.strategies[0].training.mixup == 0.2);
  CHECK(spec.strategies[0].training.cutmix == 1);
  CHECK(codes_with(R"("mixup": -1)") == Codes{"SPEC-RANGE /training/mixup"});
  CHECK(codes_with(R"("cutmix": 1001)") == Codes{"SPEC-RANGE /training/cutmix"});
  CHECK(codes_with(R"("batch": 1, "cutmix": 1)") == Codes{"SPEC-CONFLICT /training/cutmix"});
  CHECK(codes_with(R"("batch": 1, "mixup": 0)").empty());
  CHECK(codes_of({{"training", R"({"mixup": 0.2})"},
                  {"strategies", R"({"a": {"use": "x", "training": {"batch": 1}}})"}}) ==
        Codes{"SPEC-CONFLICT /strategies/a/training/batch"});
}
