#include "host/spec/version_rule.hpp"

#include "tests/support/catch.hpp"

#include <string>

using namespace tlhost::engine;

namespace {

bool holds(const std::string& version, const std::string& rule) {
  const auto read = read_version(version);
  const auto bounds = read_version_rule(rule);
  REQUIRE(read.has_value());
  REQUIRE(bounds.has_value());
  return satisfies(*read, *bounds);
}

}  // namespace

TEST_CASE("a version is one to three numbers, and those that are not written are 0",
          "[spec][version]") {
  CHECK(read_version("1.2.3") == Version{{1, 2, 3}});
  CHECK(read_version("1.2") == Version{{1, 2, 0}});
  CHECK(read_version("7") == Version{{7, 0, 0}});
  CHECK(read_version("0.0.0") == Version{});
  CHECK(read_version("01.010") == Version{{1, 10, 0}});
}

TEST_CASE("what is no version is none", "[spec][version]") {
  for (const std::string text : {"",
                                 ".",
                                 "1.",
                                 ".1",
                                 "1..2",
                                 "1.2.3.4",
                                 "v1",
                                 "1.2-beta",
                                 "-1",
                                 "+1",
                                 "1 .2",
                                 " 1",
                                 "1,2",
                                 "99999999999999999999"}) {
    CAPTURE(text);
    CHECK_FALSE(read_version(text).has_value());
  }
}

TEST_CASE("each comparison means what it says", "[spec][version]") {
  CHECK(holds("1.2", ">=1.2"));
  CHECK(holds("1.3", ">=1.2"));
  CHECK_FALSE(holds("1.1.9", ">=1.2"));
  CHECK_FALSE(holds("1.2", ">1.2"));
  CHECK(holds("1.2.1", ">1.2"));
  CHECK(holds("1.9.9", "<2"));
  CHECK_FALSE(holds("2", "<2"));
  CHECK(holds("2", "<=2"));
  CHECK_FALSE(holds("2.0.1", "<=2"));
  CHECK(holds("1.2.0", "=1.2"));
  CHECK_FALSE(holds("1.2.1", "=1.2"));
}

TEST_CASE("versions are compared as numbers, not as text", "[spec][version]") {
  CHECK(holds("1.10", ">1.9"));
  CHECK_FALSE(holds("1.9", ">=1.10"));
}

TEST_CASE("a comma is an and, and blanks mean nothing", "[spec][version]") {
  CHECK(holds("1.5", ">=1.2,<2"));
  CHECK_FALSE(holds("2.5", ">=1.2,<2"));
  CHECK_FALSE(holds("1.0", ">=1.2,<2"));
  CHECK(holds("1.5", " >= 1.2 , < 2 "));
  CHECK_FALSE(holds("1", ">1,<1"));
}

TEST_CASE("what is no rule is none", "[spec][version]") {
  for (const std::string text : {"",
                                 " ",
                                 "1.2",
                                 "==1.2",
                                 "~1.2",
                                 "^1",
                                 ">=",
                                 ">=1.2,",
                                 ",<2",
                                 ">=1.2<2",
                                 ">=1.2 <2",
                                 "=>1",
                                 "!=1",
                                 ">=1.2||<1",
                                 "*"}) {
    CAPTURE(text);
    CHECK_FALSE(read_version_rule(text).has_value());
  }
}
