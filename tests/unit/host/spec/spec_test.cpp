#include "host/spec/spec.hpp"

#include "tests/support/catch.hpp"
#include "tests/unit/host/spec/spec_text.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

using tlhost::engine::Exit;
using tlhost::engine::ExperimentSpec;
using tlhost::engine::parse_spec;
using tlhost::engine::Problem;
using tlhost::engine::Refusal;
using tlhost::test::Codes;
using tlhost::test::codes_of;
using tlhost::test::experiment;
using tlhost::test::parse_text;
using tlhost::test::TempFolder;

namespace {

ExperimentSpec parse_in(const TempFolder& folder, const std::string& text) {
  std::ofstream(folder / "x.json", std::ios::binary) << text;
  return parse_spec(folder / "x.json");
}

Problem refusal_of(const std::string& file) {
  try {
    parse_spec(file);
  } catch (const Refusal& refusal) {
    CHECK(refusal.exit() == Exit::usage);
    return refusal.problems().at(0);
  }
  return {.code = "read", .where = "", .what = ""};
}

}  // namespace

TEST_CASE("a small experiment is read with all defaults", "[spec]") {
  const TempFolder folder;
  const ExperimentSpec spec = parse_in(folder, experiment({{"note", "\"why\""}}));
  CHECK(spec.problems.empty());
  CHECK(spec.file == folder / "x.json");
  CHECK(spec.folder == folder.path());
  CHECK(spec.name == "small");
  CHECK(spec.note == "why");
  CHECK(spec.plugins.empty());
  CHECK(spec.seeds == std::vector<std::uint64_t>{1, 2, 3, 4, 5, 6});
  CHECK(spec.datasets.size() == 2);
  CHECK(spec.datasets[0].name == "skin");  // the file's order
  CHECK(spec.targets == std::vector<std::string>{"skin"});
  CHECK(spec.select == "auc");
  CHECK_FALSE(spec.self);
  CHECK(spec.include.empty());
  CHECK(spec.exclude.empty());
  CHECK(spec.store == folder / ".tlhost");
  CHECK(spec.output == folder / "runs/small");
}

TEST_CASE("all that is wrong comes at once, in the file's order", "[spec]") {
  const TempFolder folder;
  const ExperimentSpec spec = parse_in(folder, R"({
  "format": 1,
  "name": "my study",
  "seeds": [1, 2, 1],
  "datasets": {"skin": {"use": "folder", "root": "data/skin"}},
  "models": {"vgg": {"depth": 16}},
  "sources": {"scratch": {}, "scratch": {}},
  "targets": ["skim"],
  "strategies": {
    "ft": {"use": "fine_tune", "training": {"epocs": 3,
                                            "lr": 0}}
  },
  "select": "AUC"
})");
  const std::vector<Problem> expected = {
      {.code = "SPEC-NAME",
       .where = spec.file + ":3:11",
       .what = "\"my study\" is no name",
       .at = "/name",
       .fix = "start with a letter or digit; letters, digits, \"_\", \".\" and \"-\" may follow"},
      {.code = "SPEC-DUPLICATE",
       .where = spec.file + ":4:19",
       .what = "the seed 1 stands twice in the list",
       .at = "/seeds/2",
       .fix = "keep one of them"},
      {.code = "SPEC-MISSING",
       .where = spec.file + ":6:21",
       .what = "the key \"use\" is missing",
       .at = "/models/vgg",
       .fix = "add it"},
      {.code = "JSON-DUPLICATE",
       .where = spec.file + ":7:30",
       .what = "the key \"scratch\" stands twice in one object, first at " + spec.file + ":7:15",
       .at = "/sources/scratch",
       .fix = "keep one of them"},
      {.code = "SPEC-UNKNOWN-NAME",
       .where = spec.file + ":8:15",
       .what = "there is no dataset \"skim\"",
       .at = "/targets/0",
       .fix = "did you mean \"skin\"?"},
      {.code = "SPEC-UNKNOWN-KEY",
       .where = spec.file + ":10:45",
       .what = "\"epocs\" is no key of this object",
       .at = "/strategies/ft/training/epocs",
       .fix = "did you mean \"epochs\"?"},
      {.code = "SPEC-RANGE",
       .where = spec.file + ":11:51",
       .what = "expected a number above 0, found the number 0",
       .at = "/strategies/ft/training/lr",
       .fix = ""},
      {.code = "SPEC-CHOICE",
       .where = spec.file + ":13:13",
       .what = "expected one of auc, accuracy, found the string \"AUC\"",
       .at = "/select",
       .fix = "did you mean \"auc\"?"}};
  CHECK(spec.problems.size() == 8);
  CHECK(spec.problems == expected);
}

TEST_CASE("every required key is asked for", "[spec]") {
  const ExperimentSpec spec = parse_text("{}");
  CHECK(tlhost::test::codes(spec) == Codes(7, "SPEC-MISSING "));
  CHECK(spec.problems[0].what == "the key \"format\" is missing");
  CHECK(codes_of({{"datasets", "{}"},
                  {"models", "{}"},
                  {"sources", "{}"},
                  {"strategies", "{}"},
                  {"targets", "[]"}}) == Codes{"SPEC-EMPTY /datasets",
                                               "SPEC-EMPTY /models",
                                               "SPEC-EMPTY /sources",
                                               "SPEC-EMPTY /strategies",
                                               "SPEC-EMPTY /targets"});
}

TEST_CASE("a file is an object", "[spec]") {
  CHECK(tlhost::test::codes(parse_text("[1]")) == Codes{"SPEC-TYPE "});
  CHECK(tlhost::test::codes(parse_text("1e400")) == Codes{"JSON-NUMBER "});
}

TEST_CASE("a file of another format is not read on", "[spec]") {
  CHECK(tlhost::test::codes(parse_text(R"({"format": 2, "strange": 1})")) ==
        Codes{"SPEC-FORMAT /format"});
  CHECK(codes_of({{"format", "\"1\""}}) == Codes{"SPEC-TYPE /format"});
  CHECK(codes_of({{"format", "1.0"}}).empty());
}

TEST_CASE("seeds are a count or a list of distinct seeds", "[spec][seeds]") {
  const auto seeds = [](const std::string& text) {
    return parse_text(experiment({{"seeds", text}})).seeds;
  };
  CHECK(seeds("2") == std::vector<std::uint64_t>{1, 2});
  CHECK(seeds("100000").size() == 100'000);
  CHECK(seeds("[7, 0, 9223372036854775807]") ==
        std::vector<std::uint64_t>{7, 0, 9223372036854775807ULL});
  CHECK(codes_of({{"seeds", "0"}}) == Codes{"SPEC-RANGE /seeds"});
  CHECK(codes_of({{"seeds", "100001"}}) == Codes{"SPEC-RANGE /seeds"});
  CHECK(codes_of({{"seeds", "1.5"}}) == Codes{"SPEC-TYPE /seeds"});
  CHECK(codes_of({{"seeds", "\"6\""}}) == Codes{"SPEC-TYPE /seeds"});
  CHECK(codes_of({{"seeds", "[]"}}) == Codes{"SPEC-EMPTY /seeds"});
  CHECK(codes_of({{"seeds", "[1, -1, 1.5, 1, 18446744073709551616]"}}) ==
        Codes{"SPEC-RANGE /seeds/1",
              "SPEC-TYPE /seeds/2",
              "SPEC-DUPLICATE /seeds/3",
              "JSON-NUMBER /seeds/4"});
}

TEST_CASE("what the file cannot ask for yet is refused by name", "[spec][later]") {
  const ExperimentSpec spec =
      parse_text(experiment({{"devices", "[\"cpu\"]"}, {"zdevices", "{}"}}));
  CHECK(tlhost::test::codes(spec) == Codes{"SPEC-NOT-YET /devices", "SPEC-UNKNOWN-KEY /zdevices"});
  CHECK(spec.problems[0].what.starts_with("\"devices\" is part of format 1, but tlhost "));
  CHECK(spec.problems[0].what.ends_with(" cannot do it yet"));
}

TEST_CASE("paths are relative to the file, and ~ is the home folder", "[spec][paths]") {
  const TempFolder folder;
  const char* const home = std::getenv("HOME");
  REQUIRE(home != nullptr);
  const ExperimentSpec spec =
      parse_in(folder,
               experiment({{"plugins", R"(["plugins/", "/opt/p", "~/p", "../q"])"},
                           {"store", R"("s/./t")"},
                           {"output", R"("~")"}}));
  CHECK(spec.problems.empty());
  const std::string up = std::filesystem::path(folder.path()).parent_path().string();
  const std::string home_folder = std::filesystem::path(home).lexically_normal().string();
  CHECK(spec.plugins ==
        std::vector<std::string>{folder / "plugins", "/opt/p", home_folder + "/p", up + "/q"});
  CHECK(spec.store == folder / "s/t");
  CHECK(spec.output == home_folder);
  CHECK(codes_of({{"plugins", "\"plugins\""}, {"store", "\"\""}, {"output", "1"}}) ==
        Codes{"SPEC-TYPE /output", "SPEC-TYPE /plugins", "SPEC-PATH /store"});
}

TEST_CASE("a file given by its name alone has the current folder", "[spec][paths]") {
  const TempFolder folder;
  std::ofstream(folder / "x.json") << experiment();
  const std::filesystem::path before = std::filesystem::current_path();
  std::filesystem::current_path(folder.path());
  const ExperimentSpec spec = parse_spec("x.json");
  std::filesystem::current_path(before);
  CHECK(spec.file == "x.json");
  CHECK(spec.folder == folder.path());
}

TEST_CASE("a file that cannot be read is refused", "[spec]") {
  const TempFolder folder;
  CHECK(refusal_of(folder / "none.json").code == "SPEC-FILE");
  CHECK(refusal_of(folder / "none.json").what == "cannot read the file: No such file or directory");
  CHECK(refusal_of(folder.path()).what == "cannot read the file: it is a folder");
  std::ofstream(folder / "bad.json") << "{\n\"format\" 1}";
  CHECK(refusal_of(folder / "bad.json").code == "JSON-SYNTAX");
  CHECK(refusal_of(folder / "bad.json").where == (folder / "bad.json") + ":2:10");
  std::ofstream(folder / "large.json") << std::string((std::size_t{16} << 20U) + 1, ' ');
  CHECK(refusal_of(folder / "large.json").code == "JSON-SIZE");
}

TEST_CASE("$schema and comments are for editors", "[spec]") {
  const ExperimentSpec spec =
      parse_text("// a study\n" + experiment({{"$schema", "\"schema/experiment-1.json\""}}));
  CHECK(spec.problems.empty());
  CHECK(codes_of({{"$schema", "1"}}) == Codes{"SPEC-TYPE /$schema"});
}
