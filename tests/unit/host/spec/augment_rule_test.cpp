#include "host/spec/augment_rule.hpp"

#include "tests/support/catch.hpp"
#include "tests/unit/host/spec/spec_text.hpp"

#include <string>

using tlhost::engine::AugmentRule;
using tlhost::engine::ExperimentSpec;
using tlhost::test::Codes;
using tlhost::test::codes_of;
using tlhost::test::experiment;
using tlhost::test::parse_text;

namespace {

AugmentRule rule_of(const std::string& augment) {
  const ExperimentSpec spec =
      parse_text(experiment({{"training", "{\"augment\": " + augment + "}"}}));
  CHECK(tlhost::test::codes(spec).empty());
  return spec.strategies.at(0).training.augment;
}

Codes codes_with(const std::string& numbers) {
  return codes_of({{"training", R"({"augment": {"policy": "none", )" + numbers + "}}"}});
}

}  // namespace

TEST_CASE("a policy's own numbers are read", "[spec][augment]") {
  const AugmentRule rule = rule_of(
      R"({"policy": "flips", "crop": 0.1, "flip_vertical": true, "rotate": 180, "scale": 0.2,
          "brightness": 0.3, "contrast": 0.4, "saturation": 0.5, "hue": 0.05, "cutout": 0.25})");
  CHECK(rule.flip);
  CHECK(rule.crop == 0.1);
  CHECK(rule.flip_vertical);
  CHECK(rule.rotate == 180);
  CHECK(rule.scale == 0.2);
  CHECK(rule.brightness == 0.3);
  CHECK(rule.contrast == 0.4);
  CHECK(rule.saturation == 0.5);
  CHECK(rule.hue == 0.05);
  CHECK(rule.cutout == 0.25);
}

TEST_CASE("what an augmentation does not say is not done", "[spec][augment]") {
  for (const std::string augment :
       {R"("none")", R"("standard")", R"({"policy": "none", "rotate": 0})"}) {
    const AugmentRule rule = rule_of(augment);
    CHECK_FALSE(rule.flip_vertical);
    for (const double number : {rule.rotate,
                                rule.scale,
                                rule.brightness,
                                rule.contrast,
                                rule.saturation,
                                rule.hue,
                                rule.cutout}) {
      CHECK(number == 0);
    }
  }
}

TEST_CASE("an augmentation's numbers are checked", "[spec][augment]") {
  const std::string bad = GENERATE(as<std::string>{},
                                   R"("rotate": 181)",
                                   R"("rotate": -1)",
                                   R"("scale": 1)",
                                   R"("brightness": 1.5)",
                                   R"("contrast": -0.1)",
                                   R"("saturation": 2)",
                                   R"("hue": 0.6)",
                                   R"("cutout": 1.1)");
  const std::string key = bad.substr(1, bad.find('"', 1) - 1);
  CHECK(codes_with(bad) == Codes{"SPEC-RANGE /training/augment/" + key});
  CHECK(codes_with("\"" + key + "\": true") == Codes{"SPEC-TYPE /training/augment/" + key});
}

TEST_CASE("an unknown kind of change is refused", "[spec][augment]") {
  CHECK(codes_with(R"("rotation": 10)") == Codes{"SPEC-UNKNOWN-KEY /training/augment/rotation"});
  CHECK(codes_with(R"("flip_vertical": 1)") == Codes{"SPEC-TYPE /training/augment/flip_vertical"});
}
