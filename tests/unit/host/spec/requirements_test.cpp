#include "host/spec/requirements.hpp"

#include "tests/support/catch.hpp"
#include "tests/unit/host/spec/spec_text.hpp"

#include <string>

using namespace tlhost::engine;
using tlhost::test::Codes;
using tlhost::test::codes_of;
using tlhost::test::experiment;
using tlhost::test::parse_text;

TEST_CASE("what a file requires is read with its place", "[spec][requires]") {
  const ExperimentSpec spec =
      parse_text(experiment({{"requires", R"({"org.tlhost.vgg": ">=1.2,<2", "a": "=1"})"}}));
  CHECK(spec.problems.empty());
  REQUIRE(spec.required.size() == 2);
  CHECK(spec.required[0].plugin == "org.tlhost.vgg");
  CHECK(spec.required[0].text == ">=1.2,<2");
  CHECK(spec.required[0].rule == *read_version_rule(">=1.2,<2"));
  CHECK(spec.required[0].place.pointer == "/requires/org.tlhost.vgg");
  CHECK(spec.required[0].place.line > 0);
  CHECK(spec.required[1].plugin == "a");
  CHECK(parse_text(experiment({{"requires", "{}"}})).required.empty());
  CHECK(codes_of({{"requires", "{}"}}).empty());
}

TEST_CASE("what cannot be required is told", "[spec][requires]") {
  CHECK(codes_of({{"requires", R"(["org.a"])"}}) == Codes{"SPEC-TYPE /requires"});
  CHECK(
      codes_of({{"requires", R"({"Org.A": ">=1", "org.b": 1, "org.c": "1.2", "org.d": ">1"})"}}) ==
      Codes{"SPEC-NAME /requires/Org.A",
            "SPEC-TYPE /requires/org.b",
            "SPEC-VERSION /requires/org.c"});
  const ExperimentSpec spec = parse_text(experiment({{"requires", R"({"org.c": "~1.2"})"}}));
  REQUIRE(spec.problems.size() == 1);
  CHECK(spec.problems[0].what ==
        "expected versions such as \">=1.2,<2\", found the string \"~1.2\"");
  CHECK(spec.problems[0].fix ==
        "write >=, >, <=, < or = before one to three numbers, and commas between");
}
