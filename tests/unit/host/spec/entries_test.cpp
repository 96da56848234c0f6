#include "tests/support/catch.hpp"
#include "tests/unit/host/spec/spec_text.hpp"

#include <string>
#include <variant>
#include <vector>

using tlhost::engine::Argument;
using tlhost::engine::ExperimentSpec;
using tlhost::engine::Fit;
using tlhost::engine::Place;
using tlhost::engine::Use;
using tlhost::test::Codes;
using tlhost::test::codes_of;
using tlhost::test::experiment;
using tlhost::test::parse_text;

TEST_CASE("an entry's other keys are its component's parameters, by type", "[spec][entry]") {
  const ExperimentSpec spec = parse_text(experiment(
      {{"models",
        R"({"m": {"use": "org.tlhost.vgg/vgg", "note": "n", "depth": 16, "rate": 0.1, "whole": 3.0,
                        "bn": true, "name": "x", "sizes": [1, 2.5], "words": ["a", "b"], "empty": [],
                        "null": null, "mixed": [1, "a"], "object": {"a": 1}}})"}}));
  CHECK(spec.problems.empty());
  const Use& use = spec.models.at(0).use;
  CHECK(use.component == "org.tlhost.vgg/vgg");
  CHECK(use.place.pointer == "/models/m/use");
  REQUIRE(use.arguments.size() == 11);
  CHECK(use.arguments[0].name == "depth");
  CHECK(use.arguments[0].place.pointer == "/models/m/depth");
  CHECK(std::get<std::int64_t>(use.arguments[0].value) == 16);
  CHECK(std::get<double>(use.arguments[1].value) == 0.1);
  CHECK(std::get<double>(use.arguments[2].value) == 3.0);
  CHECK(std::get<bool>(use.arguments[3].value));
  CHECK(std::get<std::string>(use.arguments[4].value) == "x");
  CHECK(std::get<std::vector<double>>(use.arguments[5].value) == std::vector<double>{1, 2.5});
  CHECK(std::get<std::vector<std::string>>(use.arguments[6].value) ==
        std::vector<std::string>{"a", "b"});
  CHECK(std::get<std::vector<double>>(use.arguments[7].value).empty());
  for (std::size_t i = 8; i < 11; ++i) {
    CHECK(std::holds_alternative<std::nullptr_t>(use.arguments[i].value));
  }
}

TEST_CASE("a parameter's integers are exact, also in a list", "[spec][entry]") {
  const ExperimentSpec spec =
      parse_text(experiment({{"models", R"({"m": {"use": "x", "n": 9223372036854775807}})"}}));
  CHECK(std::get<std::int64_t>(spec.models.at(0).use.arguments.at(0).value) ==
        9223372036854775807LL);
  CHECK(codes_of({{"models", R"({"m": {"use": "x", "n": [1, 9007199254740993]}})"}}) ==
        Codes{"SPEC-RANGE /models/m/n/1"});
  CHECK(codes_of({{"models", R"({"m": {"use": "x", "n": 1e400}})"}}) ==
        Codes{"JSON-NUMBER /models/m/n"});
}

TEST_CASE("use must name a component", "[spec][entry]") {
  CHECK(codes_of(
            {{"models", R"({"a": {}, "b": {"use": ""}, "c": {"use": "a/b/c"}, "d": {"use": "a b"},
                                 "e": {"use": 1}, "f": 5, "g h": {"use": "x"}})"}}) ==
        Codes{"SPEC-MISSING /models/a",
              "SPEC-NAME /models/b/use",
              "SPEC-NAME /models/c/use",
              "SPEC-NAME /models/d/use",
              "SPEC-TYPE /models/e/use",
              "SPEC-TYPE /models/f",
              "SPEC-NAME /models/g h"});
}

TEST_CASE("no parameter has a reserved name", "[spec][entry]") {
  const std::string key = GENERATE(as<std::string>{},
                                   "training",
                                   "search",
                                   "after",
                                   "over",
                                   "split",
                                   "limit",
                                   "as",
                                   "at",
                                   "by",
                                   "from",
                                   "if",
                                   "in",
                                   "of",
                                   "on",
                                   "seeds",
                                   "self",
                                   "source",
                                   "tag",
                                   "target",
                                   "to",
                                   "when",
                                   "where",
                                   "with",
                                   "without",
                                   "relabel",
                                   "on_bad_sample");
  CHECK(codes_of({{"models", "{\"m\": {\"use\": \"x\", \"" + key + "\": 1}}"}}) ==
        Codes{"SPEC-RESERVED /models/m/" + key});
}

TEST_CASE("datasets and models override a part of the image", "[spec][entry]") {
  const ExperimentSpec spec = parse_text(
      experiment({{"image", R"({"size": 64, "channels": 1, "fit": "pad"})"},
                  {"datasets", R"({"skin": {"use": "x", "image": {"fit": "crop"}, "size": 28},
                                   "blood": {"use": "x"}})"},
                  {"models", R"({"a": {"use": "x", "image": {"size": 32}}, "b": {"use": "x"}})"}}));
  CHECK(spec.problems.empty());
  CHECK(spec.datasets[0].image.fit == Fit::crop);
  CHECK(spec.datasets[0].image.size == 64);
  CHECK(spec.datasets[0].image.channels == 1);
  CHECK(spec.datasets[0].use.arguments.at(0).name == "size");
  CHECK(spec.datasets[1].image.fit == Fit::pad);
  CHECK(spec.models[0].image_size == 32);
  CHECK_FALSE(spec.models[1].image_size.has_value());
  CHECK(codes_of({{"datasets", R"({"skin": {"use": "x", "image": {"size": 64}}})"},
                  {"models", R"({"a": {"use": "x", "image": {"fit": "pad", "size": 4}}})"}}) ==
        Codes{"SPEC-UNKNOWN-KEY /datasets/skin/image/size",
              "SPEC-UNKNOWN-KEY /models/a/image/fit",
              "SPEC-RANGE /models/a/image/size"});
}

TEST_CASE("a dataset may be limited to some records of each class", "[spec][entry]") {
  const ExperimentSpec spec = parse_text(experiment(
      {{"datasets",
        R"({"skin": {"use": "x", "limit": {"per_class": 7}}, "blood": {"use": "x"}})"}}));
  CHECK(spec.problems.empty());
  CHECK(spec.datasets[0].limit_per_class == 7);
  CHECK(spec.datasets[1].limit_per_class == 0);
  CHECK(codes_of({{"datasets",
                   R"({"skin": {"use": "x", "limit": {"per_class": 0}},
                       "blood": {"use": "x", "limit": 7},
                       "chest": {"use": "x", "limit": {}},
                       "hand": {"use": "x", "limit": {"per_class": 7, "test": 1}}})"}}) ==
        Codes{"SPEC-RANGE /datasets/skin/limit/per_class",
              "SPEC-TYPE /datasets/blood/limit",
              "SPEC-MISSING /datasets/chest/limit",
              "SPEC-UNKNOWN-KEY /datasets/hand/limit/test"});
}

TEST_CASE("the classes of a dataset may be renamed, merged and dropped", "[spec][entry]") {
  const ExperimentSpec spec = parse_text(
      experiment({{"datasets",
                   R"({"skin": {"use": "x", "relabel": {"melanoma": "malignant", "unsure": null}},
            "blood": {"use": "x"}})"}}));
  CHECK(spec.problems.empty());
  const auto& changes = spec.datasets[0].relabel;
  REQUIRE(changes.size() == 2);
  CHECK(changes[0].from == "melanoma");
  CHECK(changes[0].to == "malignant");
  CHECK(changes[0].place.pointer == "/datasets/skin/relabel/melanoma");
  CHECK(changes[1].from == "unsure");
  CHECK_FALSE(changes[1].to.has_value());
  CHECK(spec.datasets[1].relabel.empty());
  CHECK(codes_of({{"datasets",
                   R"({"skin": {"use": "x", "relabel": {}},
                       "blood": {"use": "x", "relabel": ["a"]},
                       "chest": {"use": "x", "relabel": {"a": 1, "b": ""}}})"}}) ==
        Codes{"SPEC-EMPTY /datasets/skin/relabel",
              "SPEC-TYPE /datasets/blood/relabel",
              "SPEC-TYPE /datasets/chest/relabel/a",
              "SPEC-EMPTY /datasets/chest/relabel/b"});
}

TEST_CASE("what is done about bad samples is said for all datasets or for one", "[spec][entry]") {
  const ExperimentSpec spec = parse_text(
      experiment({{"on_bad_sample", R"({"policy": "skip", "most": 7, "part": 0.5, "test": true})"},
                  {"datasets",
                   R"({"skin": {"use": "x"},
                       "blood": {"use": "x", "on_bad_sample": "refuse"},
                       "chest": {"use": "x", "on_bad_sample": "skip"}})"}}));
  CHECK(spec.problems.empty());
  const auto &common = spec.datasets[0].bad_samples, &chest = spec.datasets[2].bad_samples;
  CHECK(common.skip);
  CHECK(common.most == 7);
  CHECK(common.part == 0.5);
  CHECK(common.part_of_class == 0.01);
  CHECK(common.test);
  CHECK_FALSE(spec.datasets[1].bad_samples.skip);
  CHECK(chest.skip);
  CHECK(chest.most == 100);  // an entry's own rule is whole
  CHECK(chest.part == 0.001);
  CHECK_FALSE(chest.test);
  CHECK_FALSE(parse_text(experiment({})).datasets[0].bad_samples.skip);
  CHECK(codes_of({{"datasets",
                   R"({"skin": {"use": "x", "on_bad_sample": "ignore"},
                       "blood": {"use": "x", "on_bad_sample": true},
                       "chest": {"use": "x", "on_bad_sample": {"part": 0.1}},
                       "hand": {"use": "x", "on_bad_sample": {"policy": "skip", "part": 1}},
                       "foot": {"use": "x", "on_bad_sample": {"policy": "skip", "all": 1}}})"}}) ==
        Codes{"SPEC-CHOICE /datasets/skin/on_bad_sample",
              "SPEC-TYPE /datasets/blood/on_bad_sample",
              "SPEC-MISSING /datasets/chest/on_bad_sample",
              "SPEC-RANGE /datasets/hand/on_bad_sample/part",
              "SPEC-UNKNOWN-KEY /datasets/foot/on_bad_sample/all"});
}

TEST_CASE("what entries cannot do yet is refused by name", "[spec][entry][later]") {
  CHECK(codes_of(
            {{"datasets", R"({"skin": {"use": "x", "for": {}}})"},
             {"models", R"({"{m}": {"for": {"m": ["a"]}, "use": "{m}"}})"},
             {"strategies", R"({"s": {"use": "x", "search": {}, "after": "t", "over": "seeds"}})"},
             {"pretrain", R"({"use": "x", "search": {}})"}}) ==
        Codes{"SPEC-NOT-YET /datasets/skin/for",
              "SPEC-NOT-YET /models/{m}/for",
              "SPEC-NAME /models/{m}/use",
              "SPEC-NOT-YET /pretrain/search",
              "SPEC-NOT-YET /strategies/s/search",
              "SPEC-NOT-YET /strategies/s/after",
              "SPEC-NOT-YET /strategies/s/over"});
}

TEST_CASE("include and exclude are expanded and each name must exist", "[spec][cells]") {
  const ExperimentSpec spec = parse_text(
      experiment({{"targets", R"("*")"},
                  {"include", R"([{"target": "s*", "model": ["vgg"]}])"},
                  {"exclude", R"([{"source": "scratch", "strategy": ["*"]}, {"target": "*"}])"}}));
  CHECK(spec.problems.empty());
  REQUIRE(spec.include.size() == 1);
  CHECK(spec.include[0].target == std::vector<std::string>{"skin"});
  CHECK(spec.include[0].model == std::vector<std::string>{"vgg"});
  CHECK(spec.include[0].source.empty());
  REQUIRE(spec.exclude.size() == 2);
  CHECK(spec.exclude[0].strategy == std::vector<std::string>{"ft"});
  CHECK(spec.exclude[1].target == std::vector<std::string>{"skin", "blood"});
}

TEST_CASE("wrong cells are refused", "[spec][cells]") {
  CHECK(
      codes_of({{"include", R"([{"target": "blood"}, {"strategy": []}, {}, 1, {"models": "vgg"}])"},
                {"exclude", R"([{"budget": 10, "size": 28}])"}}) ==
      Codes{"SPEC-UNKNOWN-NAME /exclude/0/budget",
            "SPEC-NOT-YET /exclude/0/size",
            "SPEC-UNKNOWN-NAME /include/0/target",  // a dataset, but no target
            "SPEC-EMPTY /include/1/strategy",
            "SPEC-EMPTY /include/2",
            "SPEC-TYPE /include/3",
            "SPEC-UNKNOWN-KEY /include/4/models"});
  CHECK(codes_of({{"include", R"({"target": "skin"})"}}) == Codes{"SPEC-TYPE /include"});
}
