#include "tests/support/catch.hpp"
#include "tests/unit/host/spec/spec_text.hpp"

using namespace tlhost::engine;
using tlhost::test::experiment;
using tlhost::test::parse_text;
using Codes = std::vector<std::string>;

namespace {

ExperimentSpec with_budgets(const std::string& budgets, const std::string& exclude = "[]") {
  return parse_text(experiment({{"budgets", budgets}, {"exclude", exclude}}));
}

Codes codes_of(const std::string& budgets, const std::string& exclude = "[]") {
  return tlhost::test::codes(with_budgets(budgets, exclude));
}

}  // namespace

TEST_CASE("budgets are an axis in the file's order, all is 0", "[spec][budgets]") {
  const ExperimentSpec spec =
      with_budgets(R"({"per_class": [25, 10, "all"], "validation_per_class": 5})");
  CHECK(spec.problems.empty());
  CHECK(spec.budgets.per_class == std::vector<std::int64_t>{25, 10, 0});
  CHECK(spec.budgets.validation_per_class == 5);
  CHECK(with_budgets(R"({"per_class": 50})").budgets.per_class == std::vector<std::int64_t>{50});
  CHECK(parse_text(experiment()).budgets.per_class.empty());
}

TEST_CASE("budgets are checked", "[spec][budgets]") {
  CHECK(codes_of("{}") == Codes{"SPEC-MISSING /budgets"});
  CHECK(codes_of("[10]") == Codes{"SPEC-TYPE /budgets"});
  CHECK(codes_of(R"({"per_class": []})") == Codes{"SPEC-EMPTY /budgets/per_class"});
  CHECK(codes_of(R"({"per_class": [10, "most", 0, 2.5, 10.0]})") ==
        Codes{"SPEC-TYPE /budgets/per_class/1",
              "SPEC-RANGE /budgets/per_class/2",
              "SPEC-TYPE /budgets/per_class/3",
              "SPEC-DUPLICATE /budgets/per_class/4"});
  CHECK(codes_of(R"({"per_class": ["all"], "validation_per_class": -1})") ==
        Codes{"SPEC-RANGE /budgets/validation_per_class"});
}

TEST_CASE("a filter names budgets by number or word", "[spec][budgets]") {
  const std::string budgets = R"({"per_class": [10, 100, "all"]})";
  const auto named = [&](const std::string& filter) {
    return with_budgets(budgets, "[{\"budget\": " + filter + "}]").exclude.at(0).budget;
  };
  CHECK(named("10") == Codes{"10"});
  CHECK(named(R"([10, "all"])") == Codes{"10", "all"});
  CHECK(named(R"("1*")") == Codes{"10", "100"});
  CHECK(codes_of(budgets, R"([{"budget": 10.0}])") == Codes{});
  CHECK(codes_of(budgets, R"([{"budget": 11}])") == Codes{"SPEC-UNKNOWN-NAME /exclude/0/budget"});
  CHECK(codes_of(budgets, R"([{"budget": true}])") == Codes{"SPEC-TYPE /exclude/0/budget"});
}
