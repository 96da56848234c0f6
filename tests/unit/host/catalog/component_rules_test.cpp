#include "host/catalog/component_rules.hpp"

#include "tests/support/catch.hpp"
#include "tests/unit/host/resolve/small_catalog.hpp"

#include <limits>
#include <string>
#include <vector>

using namespace tlhost::engine;
using namespace tlhost::test;

namespace {

std::string problem_of(const ParameterFacts& one) {
  return component_problem(component(Kind::model, "m", {one}));
}

ParameterFacts number(const std::string& name) { return parameter(name, ParameterType::real, 1.0); }

}  // namespace

TEST_CASE("parameters have names of their own that the file can hold", "[catalog][rules]") {
  CHECK(problem_of(number("head_lr2")).empty());
  for (const std::string name : {"Depth", "2d", "head-lr", "a.b", "_a"}) {
    CHECK(problem_of(number(name)) ==
          "parameter \"" + name + "\": its name must be [a-z][a-z0-9_]*");
  }
  for (const std::string name : {"use", "for", "training", "after", "numeric", "without"}) {
    CHECK(problem_of(number(name)) ==
          "parameter \"" + name + "\": the experiment file reserves this word");
  }
  CHECK(component_problem(component(Kind::model, "m", {number("a"), number("b"), number("a")})) ==
        "parameter \"a\": it is declared twice");
}

TEST_CASE("bounds leave a value", "[catalog][rules]") {
  ParameterFacts bounded = number("x");
  bounded.has_min = bounded.has_max = true;
  bounded.min = bounded.max = 1;
  CHECK(problem_of(bounded).empty());
  bounded.min_open = true;
  CHECK(problem_of(bounded) == "parameter \"x\": its bounds leave no value");
  bounded.min_open = false;
  bounded.min = 2;
  CHECK(problem_of(bounded) == "parameter \"x\": its bounds leave no value");
  bounded.min = std::numeric_limits<double>::quiet_NaN();
  CHECK(problem_of(bounded) == "parameter \"x\": a bound is not a finite number");
}

TEST_CASE("choices are distinct words", "[catalog][rules]") {
  ParameterFacts pool = parameter("pool", ParameterType::choice, std::string("max"));
  pool.choices = {"mean", "max"};
  CHECK(problem_of(pool).empty());
  pool.choices = {"mean", "max", "mean"};
  CHECK(problem_of(pool) == "parameter \"pool\": the choice \"mean\" stands twice");
  pool.choices = {"max", ""};
  CHECK_FALSE(problem_of(pool).empty());
}

TEST_CASE("texts are one line of UTF-8", "[catalog][rules]") {
  CHECK(is_one_line(""));
  CHECK(
      is_one_line("Gr\xc3\xb6\xc3\x9f"
                  "e"));
  CHECK_FALSE(is_one_line("a\nb"));
  CHECK_FALSE(is_one_line("a\x1b[2J"));
  CHECK_FALSE(is_one_line("\xff"));
  ComponentFacts two_lines = component(Kind::model, "m");
  two_lines.summary = "a\nb";
  CHECK(component_problem(two_lines) == "its summary is not one line of UTF-8");
  ParameterFacts doc = number("x");
  doc.doc = "\xff";
  CHECK(problem_of(doc) == "parameter \"x\": its unit or doc is not one line of UTF-8");
}
