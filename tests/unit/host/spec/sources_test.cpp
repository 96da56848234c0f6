#include "tests/support/catch.hpp"
#include "tests/unit/host/spec/spec_text.hpp"

#include <string>

using tlhost::engine::ExperimentSpec;
using tlhost::engine::NormaliseRule;
using tlhost::engine::SourceSeeds;
using tlhost::engine::SourceSpec;
using tlhost::test::Codes;
using tlhost::test::codes_of;
using tlhost::test::experiment;
using tlhost::test::parse_text;

namespace {

ExperimentSpec with_sources(const std::string& sources) {
  return parse_text(experiment({{"sources", sources}}));
}

Codes source_codes(const std::string& sources) { return codes_of({{"sources", sources}}); }

}  // namespace

TEST_CASE("an empty source is a start from scratch", "[spec][source]") {
  const SourceSpec source = with_sources(R"({"scratch": {}})").sources.at(0);
  CHECK(source.name == "scratch");
  CHECK(source.from.empty());
  CHECK(source.train_on.empty());
  CHECK_FALSE(source.pretrain.has_value());
  CHECK(source.normalise.kind == NormaliseRule::Kind::dataset);
}

TEST_CASE("a source is trained with fine_tune and the common training", "[spec][source]") {
  const ExperimentSpec spec = parse_text(experiment({{"sources", R"({"b": {"train_on": "blood"}})"},
                                                     {"training", R"({"epochs": 7})"},
                                                     {"numeric", R"({"threads": 3})"}}));
  CHECK(spec.problems.empty());
  const SourceSpec& source = spec.sources.at(0);
  CHECK(source.train_on == "blood");
  CHECK(source.seeds == SourceSeeds::one);
  REQUIRE(source.pretrain.has_value());
  CHECK(source.pretrain->name == "pretrain");
  CHECK(source.pretrain->use.component == "fine_tune");
  CHECK(source.pretrain->use.arguments.empty());
  CHECK(source.pretrain->place == source.place);
  CHECK(source.pretrain->training.epochs == 7);
  CHECK(source.pretrain->numeric.threads == 3);
}

TEST_CASE("the file's pretrain is the recipe of every source, key by key over the common values",
          "[spec][source]") {
  const ExperimentSpec spec = parse_text(experiment(
      {{"training", R"({"epochs": 7, "lr": 0.5})"},
       {"numeric", R"({"threads": 3})"},
       {"pretrain",
        R"({"use": "x", "head_lr": 10, "training": {"epochs": 30}, "numeric": {"device": "cuda"}})"},
       {"sources",
        R"({"b": {"train_on": "blood", "seeds": "each"},
            "c": {"train_on": ["bl*"], "numeric": {"precision": "bf16"}},
            "own": {"train_on": "skin", "numeric": {"threads": 5, "precision": "bf16"},
                    "pretrain": {"use": "y", "training": {"lr": 0.1}, "numeric": {"threads": 6}}}})"}}));
  CHECK(spec.problems.empty());
  const SourceSpec& b = spec.sources.at(0);
  CHECK(b.seeds == SourceSeeds::each);
  CHECK(b.pretrain->use.component == "x");
  CHECK(b.pretrain->use.arguments.at(0).name == "head_lr");
  CHECK(b.pretrain->training.epochs == 30);
  CHECK(b.pretrain->training.lr == 0.5);
  CHECK(b.pretrain->numeric.device == "cuda");
  CHECK(b.pretrain->numeric.precision == "fp32");
  const SourceSpec& c = spec.sources.at(1);
  CHECK(c.train_on == "blood");
  CHECK(c.pretrain->numeric.device == "cuda");
  CHECK(c.pretrain->numeric.precision == "bf16");
  const SourceSpec& own = spec.sources.at(2);
  CHECK(own.pretrain->use.component == "y");
  CHECK(own.pretrain->use.arguments.empty());
  CHECK(own.pretrain->training.epochs == 7);
  CHECK(own.pretrain->training.lr == 0.1);
  CHECK(own.pretrain->numeric.threads == 6);
  CHECK(own.pretrain->numeric.precision == "bf16");
  CHECK(own.pretrain->numeric.device == "cpu");
}

TEST_CASE("a wrong recipe is one problem, however many sources use it", "[spec][source]") {
  CHECK(codes_of({{"pretrain", R"({"training": {"epochs": 0}})"},
                  {"sources", R"({"a": {"train_on": "skin"}, "b": {"train_on": "blood"}})"}}) ==
        Codes{"SPEC-MISSING /pretrain", "SPEC-RANGE /pretrain/training/epochs"});
}

TEST_CASE("a chain may name later sources and keeps the normalisation of its beginning",
          "[spec][source]") {
  const ExperimentSpec spec = with_sources(R"({"c": {"from": "b", "train_on": "skin"},
                       "b": {"from": "a", "train_on": "blood"},
                       "a": {"train_on": "skin", "normalise": "half"}})");
  CHECK(spec.problems.empty());
  CHECK(spec.sources[0].name == "c");
  CHECK(spec.sources[0].from == "b");
  CHECK(spec.sources[1].from == "a");
  CHECK(spec.sources[0].normalise.kind == NormaliseRule::Kind::half);
  CHECK(spec.sources[1].normalise.kind == NormaliseRule::Kind::half);
}

TEST_CASE("a cycle is refused once, where it first stands", "[spec][source]") {
  const ExperimentSpec spec = with_sources(R"({"into": {"from": "c", "train_on": "skin"},
                       "a": {"from": "b", "train_on": "skin"},
                       "b": {"from": "c", "train_on": "skin"},
                       "c": {"from": "a", "train_on": "skin"},
                       "self": {"from": "self", "train_on": "skin"}})");
  CHECK(tlhost::test::codes(spec) ==
        Codes{"SPEC-CYCLE /sources/a/from", "SPEC-CYCLE /sources/self/from"});
  CHECK(spec.problems[0].what == "\"a\" starts from \"b\" starts from \"c\" starts from \"a\"");
  CHECK(spec.problems[1].what == "\"self\" starts from \"self\"");
}

TEST_CASE("a source without from is no part of a chain, whatever it is called", "[spec][source]") {
  CHECK(source_codes(R"({"": {}, "a": {"train_on": "skin"}})") == Codes{"SPEC-NAME /sources/"});
}

TEST_CASE("a source's names must exist", "[spec][source]") {
  const ExperimentSpec spec = with_sources(
      R"({"chest": {"train_on": "sken"}, "next": {"from": "chets", "train_on": "s*"}})");
  CHECK(tlhost::test::codes(spec) ==
        Codes{"SPEC-UNKNOWN-NAME /sources/chest/train_on", "SPEC-UNKNOWN-NAME /sources/next/from"});
  CHECK(spec.problems[0].fix == "did you mean \"skin\"?");
  CHECK(spec.problems[1].fix == "did you mean \"chest\"?");
}

TEST_CASE("a source with from must be trained", "[spec][source]") {
  CHECK(source_codes(R"({"a": {"train_on": "skin"}, "b": {"from": "a"}})") ==
        Codes{"SPEC-MISSING /sources/b"});
}

TEST_CASE("keys of training have no place in a source that is not trained", "[spec][source]") {
  CHECK(source_codes(
            R"({"a": {"seeds": "each", "pretrain": {"use": "x"}, "numeric": {"threads": 0}}})") ==
        Codes{"SPEC-CONFLICT /sources/a/seeds",
              "SPEC-CONFLICT /sources/a/pretrain",
              "SPEC-CONFLICT /sources/a/numeric",
              "SPEC-RANGE /sources/a/numeric/threads"});
}

TEST_CASE("normalisation is a word or one mean and deviation for each channel", "[spec][source]") {
  const auto rule = [](const std::string& text) {
    return with_sources("{\"a\": {\"normalise\": " + text + "}}").sources.at(0).normalise;
  };
  CHECK(rule("\"imagenet\"").kind == NormaliseRule::Kind::imagenet);
  CHECK(rule("\"unit\"").kind == NormaliseRule::Kind::unit);
  const NormaliseRule given = rule(R"({"mean": [0, 0.5, 1], "std": [1, 2, 0.25]})");
  CHECK(given.kind == NormaliseRule::Kind::given);
  CHECK(given.mean == std::vector<double>{0, 0.5, 1});
  CHECK(given.std == std::vector<double>{1, 2, 0.25});
  const auto bad = [](const std::string& text) {
    return source_codes("{\"a\": {\"normalise\": " + text + "}}");
  };
  const std::string at = " /sources/a/normalise";
  CHECK(bad("\"imagnet\"") == Codes{"SPEC-CHOICE" + at});
  CHECK(bad("3") == Codes{"SPEC-TYPE" + at});
  CHECK(bad(R"({"mean": [0, 0, 0]})") == Codes{"SPEC-MISSING" + at});
  CHECK(bad(R"({"mean": [0], "std": [1, 0, "x"]})") == Codes{"SPEC-RANGE" + at + "/mean",
                                                             "SPEC-RANGE" + at + "/std/1",
                                                             "SPEC-TYPE" + at + "/std/2"});
  CHECK(source_codes(R"({"a": {"train_on": "skin"},
                         "b": {"from": "a", "train_on": "skin", "normalise": "unit"}})") ==
        Codes{"SPEC-CONFLICT /sources/b/normalise"});
}

TEST_CASE("a source may start from files, one a model", "[spec][source][weights]") {
  const ExperimentSpec spec =
      parse_text(experiment({{"models", R"({"a": {"use": "x"}, "b": {"use": "x"}})"},
                             {"sources",
                              R"({"one": {"weights": "w/{model}-{model}.safetensors"},
            "two": {"weights": {"b": "/data/b.safetensors"}, "normalise": "half"},
            "three": {"weights": "w.safetensors", "train_on": "blood"}})"}}));
  CHECK(spec.problems.empty());
  const SourceSpec& one = spec.sources.at(0);
  CHECK(one.weights.given());
  CHECK(one.weights.file_of("a") == spec.folder + "/w/a-a.safetensors");
  CHECK(one.normalise.kind == NormaliseRule::Kind::imagenet);
  CHECK(spec.sources.at(1).weights.file_of("a").empty());
  CHECK(spec.sources.at(1).weights.file_of("b") == "/data/b.safetensors");
  CHECK(spec.sources.at(1).normalise.kind == NormaliseRule::Kind::half);
  CHECK(spec.sources.at(2).pretrain.has_value());
  CHECK_FALSE(with_sources(R"({"a": {}})").sources.at(0).weights.given());
}

TEST_CASE("weights that cannot be meant are refused", "[spec][source][weights]") {
  CHECK(source_codes(R"({"a": {"weights": 3}})") == Codes{"SPEC-TYPE /sources/a/weights"});
  CHECK(source_codes(R"({"a": {"weights": ""}})") == Codes{"SPEC-PATH /sources/a/weights"});
  CHECK(source_codes(R"({"a": {"weights": {}}})") == Codes{"SPEC-EMPTY /sources/a/weights"});
  CHECK(source_codes(R"({"a": {"weights": "x/{modle}.pth"}})") ==
        Codes{"SPEC-PATH /sources/a/weights"});
  CHECK(source_codes(R"({"a": {"weights": {"none": "x"}}})") ==
        Codes{"SPEC-UNKNOWN-KEY /sources/a/weights/none"});
  CHECK(source_codes(R"({"a": {}, "b": {"from": "a", "weights": "x", "train_on": "skin"}})") ==
        Codes{"SPEC-CONFLICT /sources/b/from"});
}

TEST_CASE("what sources cannot do yet is refused by name", "[spec][source][later]") {
  const ExperimentSpec spec = with_sources(
      R"({"both": {"train_on": ["skin", "blood"]},
          "all": {"train_on": "*", "without_target": true},
          "{f}": {"for": {"f": ["skin"]}}})");
  CHECK(tlhost::test::codes(spec) == Codes{"SPEC-NOT-YET /sources/both/train_on",
                                           "SPEC-NOT-YET /sources/all/train_on",
                                           "SPEC-NOT-YET /sources/all/without_target",
                                           "SPEC-NOT-YET /sources/{f}/for"});
  CHECK(spec.problems[0].what.starts_with(
      "training on several datasets together (skin, blood) is part of format 1, but tlhost "));
}

TEST_CASE("a source has no parameters", "[spec][source]") {
  const ExperimentSpec spec = with_sources(R"({"a": {"trainon": "skin", "use": "x"}})");
  CHECK(tlhost::test::codes(spec) ==
        Codes{"SPEC-UNKNOWN-KEY /sources/a/trainon", "SPEC-UNKNOWN-KEY /sources/a/use"});
  CHECK(spec.problems[0].fix == "did you mean \"train_on\"?");
}
