#include "host/spec/names.hpp"

#include "host/spec/json_tree.hpp"
#include "tests/support/catch.hpp"

#include <string>
#include <vector>

using tlhost::engine::Findings;
using tlhost::engine::glob_matches;
using tlhost::engine::is_name;
using tlhost::engine::read_names;

using Names = std::vector<std::string>;

TEST_CASE("a name starts with a letter or digit and has no strange characters", "[spec][names]") {
  CHECK(is_name("a"));
  CHECK(is_name("2018"));
  CHECK(is_name("vgg16_bn.v1-x"));
  CHECK_FALSE(is_name(""));
  CHECK_FALSE(is_name(".hidden"));
  CHECK_FALSE(is_name("-x"));
  CHECK_FALSE(is_name("a b"));
  CHECK_FALSE(is_name("a/b"));
  CHECK_FALSE(is_name("größe"));
}

TEST_CASE("a glob matches the whole name", "[spec][names]") {
  CHECK(glob_matches("path", "path"));
  CHECK_FALSE(glob_matches("path", "path2"));
  CHECK(glob_matches("*", "path"));
  CHECK(glob_matches("*", ""));
  CHECK(glob_matches("p*h", "path"));
  CHECK(glob_matches("p*a*h", "paah"));
  CHECK(glob_matches("*a*b", "aaaaab"));
  CHECK_FALSE(glob_matches("*a*b", "aaaaac"));
  CHECK(glob_matches("p?th", "path"));
  CHECK_FALSE(glob_matches("p?th", "pth"));
  CHECK_FALSE(glob_matches("?", ""));
  CHECK(glob_matches("path**", "path"));
}

TEST_CASE("a list of globs expands to each name once", "[spec][names]") {
  Findings findings("x.json");
  const auto names = read_names(tlhost::engine::read_json(R"(["c", "a*", "*"])", findings),
                                {"dataset", {"a1", "b", "a2", "c"}},
                                findings);
  CHECK(names == Names{"c", "a1", "a2", "b"});
  CHECK(findings.in_order().empty());
}

TEST_CASE("each pattern must match something", "[spec][names]") {
  Findings findings("x.json");
  const auto names = read_names(tlhost::engine::read_json(R"(["bloood", "z*", "a", 5])", findings),
                                {"dataset", {"a", "blood"}},
                                findings);
  CHECK(names == Names{"a"});
  const auto problems = findings.in_order();
  REQUIRE(problems.size() == 3);
  CHECK(problems[0].code == "SPEC-UNKNOWN-NAME");
  CHECK(problems[0].what == "there is no dataset \"bloood\"");
  CHECK(problems[0].fix == "did you mean \"blood\"?");
  CHECK(problems[1].what == "no dataset matches \"z*\"");
  CHECK(problems[1].fix == "known here: a, blood");
  CHECK(problems[2].code == "SPEC-TYPE");
  CHECK(problems[2].at == "/3");
}

TEST_CASE("a plugin id is 1 to 47 of a few characters", "[spec][names]") {
  for (const std::string id : {"a", "org.tlhost.vgg", "my_plugin-2", "9", ".", "..."}) {
    CAPTURE(id);
    CHECK(tlhost::engine::is_plugin_id(id));
  }
  CHECK(tlhost::engine::is_plugin_id(std::string(47, 'x')));
  CHECK_FALSE(tlhost::engine::is_plugin_id(std::string(48, 'x')));
  for (const std::string id : {"", "Org.x", "a b", "a/b", "\xc3\xa4", "a\n"}) {
    CAPTURE(id);
    CHECK_FALSE(tlhost::engine::is_plugin_id(id));
  }
}
