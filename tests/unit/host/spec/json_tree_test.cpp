#include "host/spec/json_tree.hpp"

#include "tests/support/catch.hpp"

#include <cmath>
#include <limits>
#include <string>

using tlhost::engine::as_integer;
using tlhost::engine::as_number;
using tlhost::engine::Findings;
using tlhost::engine::JsonKind;
using tlhost::engine::JsonNode;
using tlhost::engine::Place;
using tlhost::engine::Problem;
using tlhost::engine::read_json;

namespace {

JsonNode read_good(const std::string& text) {
  Findings findings("x.json");
  JsonNode root = read_json(text, findings);
  CHECK(findings.in_order().empty());
  return root;
}

std::vector<Problem> problems_of(const std::string& text) {
  Findings findings("x.json");
  read_json(text, findings);
  return findings.in_order();
}

}  // namespace

TEST_CASE("every kind of value knows its pointer, line and column", "[spec][json]") {
  const JsonNode root = read_good(
      "// a comment, with \"quotes\" : , {\n"
      "{ \"o\" : { \"a/b\": true, \"c~d\":false },\n"
      "  /* more\n"
      "     lines */ \"l\": [ null , 1, -2.5e1,\n"
      "\t\"s\\\"]\", [ ], {}, ],\n"
      "  \"ü\": \"é\", \"after\": 7,\n"
      "} // end");
  CHECK(root.place == Place{"", 2, 1});
  CHECK(root.members[0].place == Place{"/o", 2, 3});
  const JsonNode& object = root.members[0].value;
  CHECK(object.place == Place{"/o", 2, 9});
  CHECK(object.members[0].key == "a/b");
  CHECK(object.members[0].place == Place{"/o/a~1b", 2, 11});
  CHECK(object.members[0].value.place == Place{"/o/a~1b", 2, 18});
  CHECK(object.members[0].value.boolean);
  CHECK(object.members[1].value.place == Place{"/o/c~0d", 2, 30});
  CHECK_FALSE(object.members[1].value.boolean);
  const JsonNode& list = root.members[1].value;
  CHECK(root.members[1].place == Place{"/l", 4, 15});
  CHECK(list.place == Place{"/l", 4, 20});
  REQUIRE(list.items.size() == 6);
  CHECK(list.items[0].place == Place{"/l/0", 4, 22});
  CHECK(list.items[1].place == Place{"/l/1", 4, 29});
  CHECK(list.items[2].place == Place{"/l/2", 4, 32});
  CHECK(list.items[2].real == -25);
  CHECK(list.items[3].place == Place{"/l/3", 5, 2});
  CHECK(list.items[3].text == "s\"]");
  CHECK(list.items[4].place == Place{"/l/4", 5, 10});
  CHECK(list.items[5].place == Place{"/l/5", 5, 15});
  CHECK(root.members[2].value.place == Place{"/ü", 6, 8});
  CHECK(root.members[3].place == Place{"/after", 6, 13});
}

TEST_CASE("a byte order mark and Windows line ends move no place", "[spec][json]") {
  const JsonNode root = read_good("\xef\xbb\xbf{\r\n\"a\": 1}\r\n");
  CHECK(root.place == Place{"", 1, 1});
  CHECK(root.members[0].place == Place{"/a", 2, 1});
}

TEST_CASE("strings are decoded, however long or escaped", "[spec][json]") {
  const std::string filler(100'000, 'x');
  const JsonNode root = read_good("[\"" + filler + "\\n\\u00e9\\ud83d\\ude00\\\\\", 5]");
  CHECK(root.items[0].text == filler + "\né😀\\");
  CHECK(root.items[1].place.column == 100'028);  // after [ " 100000 \n é 😀 \\ " , and a space
}

TEST_CASE("numbers are exact", "[spec][json]") {
  const JsonNode root = read_good(
      "[0.1, 9223372036854775807, -9223372036854775808, 3.0, 1e3, 3.5, -0, 1.7976931348623157e308,"
      " 5e-324, 0.30000000000000004]");
  CHECK(root.items[0].real == 0.1);
  CHECK(root.items[1].integer == std::numeric_limits<std::int64_t>::max());
  CHECK(root.items[2].integer == std::numeric_limits<std::int64_t>::min());
  CHECK(as_integer(root.items[3]) == 3);
  CHECK(as_integer(root.items[4]) == 1000);
  CHECK_FALSE(as_integer(root.items[5]).has_value());
  CHECK(as_number(root.items[5]) == 3.5);
  CHECK(as_integer(root.items[6]) == 0);
  CHECK(root.items[7].real == std::numeric_limits<double>::max());
  CHECK(root.items[8].real == std::numeric_limits<double>::denorm_min());
  CHECK(root.items[9].real == 0.1 + 0.2);
}

TEST_CASE("a number that nothing can hold is refused", "[spec][json]") {
  const std::string number = GENERATE(as<std::string>{},
                                      "18446744073709551616",
                                      "9223372036854775808",
                                      "-9223372036854775809",
                                      "1e400",
                                      "-1e400",
                                      "1e-400",
                                      std::string(5'000'000, '9'),
                                      std::string(5'000'000, '9') + ".5");
  const std::vector<Problem> problems = problems_of("{\"a\": 1,\n \"b\": " + number + "}");
  REQUIRE(problems.size() == 1);
  CHECK(problems[0].code == "JSON-NUMBER");
  CHECK(problems[0].where == "x.json:2:7");
  CHECK(problems[0].at == "/b");
  CHECK(problems[0].what.size() < 120);
}

TEST_CASE("a key that stands twice is refused with both places", "[spec][json]") {
  const std::string key = GENERATE(as<std::string>{}, "lr", "\\u006cr", "l\\u0072");
  const std::vector<Problem> problems =
      problems_of("{\"lr\": 0.1,\n \"inner\": {\"lr\": 1},\n \"" + key + "\": 0.2}");
  REQUIRE(problems.size() == 1);
  CHECK(problems[0] ==
        Problem{.code = "JSON-DUPLICATE",
                .where = "x.json:3:2",
                .what = "the key \"lr\" stands twice in one object, first at x.json:1:2",
                .at = "/lr",
                .fix = "keep one of them"});
}

TEST_CASE("of two equal keys the first counts", "[spec][json]") {
  Findings findings("x.json");
  const JsonNode root = read_json(R"({"a": 1, "a": {"b": 2}, "c": 3})", findings);
  REQUIRE(root.members.size() == 2);
  CHECK(root.find("a")->integer == 1);
  CHECK(root.find("c")->integer == 3);
  CHECK(root.find("b") == nullptr);
}

TEST_CASE("an escaped NUL is refused in strings and keys", "[spec][json]") {
  const std::vector<Problem> problems = problems_of(R"({"a": "x\u0000y", "b\u0000": 1})");
  REQUIRE(problems.size() == 2);
  CHECK(problems[0].code == "JSON-NUL");
  CHECK(problems[0].where == "x.json:1:7");
  CHECK(problems[1].code == "JSON-NUL");
  CHECK(problems[1].where == "x.json:1:19");
}
