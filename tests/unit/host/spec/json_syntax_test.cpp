#include "host/spec/json_syntax.hpp"

#include "host/spec/json_tree.hpp"
#include "tests/support/catch.hpp"

#include <string>

using tlhost::engine::Exit;
using tlhost::engine::Findings;
using tlhost::engine::Problem;
using tlhost::engine::read_json;
using tlhost::engine::Refusal;

namespace {

Problem refusal_of(const std::string& text) {
  Findings findings("x.json");
  try {
    read_json(text, findings);
  } catch (const Refusal& refusal) {
    CHECK(refusal.exit() == Exit::usage);
    REQUIRE(refusal.problems().size() == 1);
    return refusal.problems().front();
  }
  return {.code = "read", .where = "", .what = ""};
}

struct Case {
  std::string text, where, what;
};

}  // namespace

TEST_CASE("text that is not JSON is refused with place, line and caret", "[spec][json]") {
  const Case bad = GENERATE(
      Case{"", "1:1", "the file holds no value\n\n^"},
      Case{"   ", "1:4", "the file holds no value\n   \n   ^"},
      Case{"// only", "1:8", "the file holds no value\n// only\n       ^"},
      Case{"{\"a\": 1",
           "1:8",
           "the text ends before the object that opens at x.json:1:1 is closed\n{\"a\": 1\n       "
           "^"},
      Case{"{\n\"a\": [\"b",
           "2:9",
           "the text ends before the list that opens at x.json:2:6 is closed\n\"a\": [\"b\n        "
           "^"},
      Case{"[1] /* c", "1:9", "the text ends too early\n[1] /* c\n        ^"},
      Case{"{'a': 1}", "1:2", "single quotes stand where JSON takes double quotes\n{'a': 1}\n ^"},
      Case{"{a: 1}",
           "1:2",
           "syntax error at \"a\"; expected a key in double quotes or \"}\"\n{a: 1}\n ^"},
      Case{"{\"a\": 1\n \"b\": 2}",
           "2:2",
           "syntax error at \"\"\"; expected \",\" or \"}\"\n \"b\": 2}\n ^"},
      Case{"{\"a\" 1}",
           "1:6",
           "syntax error at \"1\"; expected \":\" and a value\n{\"a\" 1}\n     ^"},
      Case{"{\"a\": }", "1:7", "syntax error at \"}\"; expected a value\n{\"a\": }\n      ^"},
      Case{"{\"a\": 1]",
           "1:8",
           "syntax error at \"]\"; expected \",\" or \"}\"\n{\"a\": 1]\n       ^"},
      Case{"[tru]", "1:2", "syntax error at \"tru\"; expected a value or \"]\"\n[tru]\n ^"},
      Case{"[01]", "1:3", "syntax error at \"1\"\n[01]\n  ^"},
      Case{"[NaN]", "1:2", "JSON has no number NaN\n[NaN]\n ^"},
      Case{"[1, Infinity]", "1:5", "JSON has no number Infinity\n[1, Infinity]\n    ^"},
      Case{"[\"é\", \"\xff\"]", "1:8", "this is not UTF-8\n[\"é\", \"?\"]\n       ^"},
      Case{"[\"\xc0\xaf\"]", "1:3", "this is not UTF-8\n[\"?\"]\n  ^"},
      Case{"[\"\\ud800\\u0041\"]",
           "1:11",
           "half of a surrogate pair stands alone\n[\"\\ud800\\u0041\"]\n          ^"},
      Case{"[\"\\u00zz\"]", "1:7", "\\u needs four hexadecimal digits\n[\"\\u00zz\"]\n      ^"},
      Case{"[\"a\nb\"]",
           "1:4",
           "a line break, tab or other control character stands within a string or word\n[\"a\n   "
           "^"},
      Case{"{\"a\": 1} {}",
           "1:10",
           "a second value stands after the first\n{\"a\": 1} {}\n         ^"},
      Case{"[1] 2", "1:5", "a second value stands after the first\n[1] 2\n    ^"},
      Case{"\xef\xbb\xbf{x}",
           "1:2",
           "syntax error at \"x\"; expected a key in double quotes or \"}\"\n{x}\n ^"});
  const Problem problem = refusal_of(bad.text);
  CAPTURE(bad.text);
  CHECK(problem.code == "JSON-SYNTAX");
  CHECK(problem.where == "x.json:" + bad.where);
  CHECK(problem.what == bad.what);
}

TEST_CASE("lone surrogates, raw NULs and UTF-16 are refused", "[spec][json]") {
  CHECK(refusal_of(R"(["\ud800"])").code == "JSON-SYNTAX");
  CHECK(refusal_of(std::string("[\"a\0b\"]", 7)).what ==
        "a line break, tab or other control character stands within a string or word\n[\"a?b\"]\n  "
        " ^");
  const std::string utf16("\xff\xfe{\0}\0", 6);
  CHECK(refusal_of(utf16).what == "the file is UTF-16");
  CHECK(refusal_of(std::string("{\0}\0", 4)).what == "the file is UTF-16");
}

TEST_CASE("the place of an error in a long line is shown in its surroundings", "[spec][json]") {
  const Problem problem =
      refusal_of("[" + std::string(500, ' ') + "x" + std::string(500, ' ') + "]");
  CHECK(problem.where == "x.json:1:502");
  CHECK(problem.what == "syntax error at \"x\"; expected a value or \"]\"\n..." +
                            std::string(60, ' ') + "x" + std::string(39, ' ') + "\n" +
                            std::string(63, ' ') + "^");
}

TEST_CASE("nesting is limited to 32 levels", "[spec][json]") {
  const auto nested = [](std::size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
  };
  CHECK(refusal_of(nested(32)).code == "read");
  CHECK(refusal_of(nested(33)).code == "JSON-DEPTH");
  CHECK(refusal_of(nested(33)).where == "x.json:1:33");
  CHECK(refusal_of(nested(100'000)).code == "JSON-DEPTH");
}

TEST_CASE("size, number of values and exponents are limited", "[spec][json]") {
  CHECK(refusal_of(std::string(tlhost::engine::kJsonSize + 1, ' ')).code == "JSON-SIZE");
  std::string many = "[0";
  for (std::size_t i = 0; i < tlhost::engine::kJsonValues; ++i) {
    many += ",0";
  }
  CHECK(refusal_of(many + "]").code == "JSON-SIZE");
  CHECK(refusal_of("[1e99999999999999]").code == "JSON-NUMBER");
}
