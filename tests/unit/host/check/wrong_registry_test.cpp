// Each thing that a plugin can declare wrongly makes exactly the tests fail that are about it.
#include "tests/support/catch.hpp"
#include "tests/unit/host/check/wrong_plugin.hpp"

using namespace tlhost::test;

TEST_CASE("what a plugin declares wrongly is seen", "[check]") {
  const std::string host = "fail registry: the host takes its components";
  const std::string defaults = "fail registry: defaults can be read and lie within their bounds";
  const std::string bounds = "fail registry: bounds are numbers and leave room";
  const std::string read = "fail registry: its list of components can be read";
  const std::string twice = "fail registry: nothing is listed twice";

  const struct {
    std::string wrong;
    Words expected;
  } kCases[] = {
      {"", {}},
      {"reports", {read, host}},
      {"nothing", {read, host}},
      {"changes", {"fail registry: it lists the same twice"}},
      {"twice", {host, twice}},
      {"parameter_twice", {host, twice}},
      {"interface", {host, "fail registry: every component has an interface that the host knows"}},
      {"name", {host, "fail registry: component names follow the grammar"}},
      {"parameter_name", {host, "fail registry: parameter names follow the grammar"}},
      {"reserved",
       {host, "fail registry: no parameter has a name that the experiment file keeps for itself"}},
      {"default_text", {host, defaults}},
      {"default_bound", {host, defaults}},
      {"not_a_number", {host, defaults, bounds}},
      {"no_room", {host, defaults, bounds}},
      {"summary", {"warn registry: every component has a summary"}}};

  for (const auto& one : kCases) {
    INFO("with \"" << one.wrong << "\" wrong");
    CHECK(complaints(checked({"wrong_registry", one.wrong, ""}, "^registry: ")) == one.expected);
  }
}

TEST_CASE("parameters that say too little are warned of", "[check]") {
  CHECK(complaints(checked({"wrong_dataset", "no_doc", ""}, "^registry: ")) ==
        Words{"warn registry: every parameter says what it means"});
  CHECK(complaints(checked({"wrong_dataset", "no_range", ""}, "^registry: ")) ==
        Words{"warn registry: every number has a unit or a range"});
}

TEST_CASE("a plugin that computes while it is loaded is warned of", "[check]") {
  const char* const filter = "^file: loading takes";
  CHECK(complaints(checked({"wrong_registry", "", ""}, filter)).empty());
  CHECK(complaints(checked({"wrong_registry", "slow", ""}, filter)) ==
        Words{"warn file: loading takes less than 200 ms of processor time"});
}

TEST_CASE("components that the host refuses are skipped, and why", "[check]") {
  const auto report = checked({"wrong_registry", "default_text", ""}, "^create: ");
  CHECK_FALSE(report.passed());
  CHECK(report.not_loaded.find("its default is not JSON") != std::string::npos);
  CHECK(skipped(report).size() == report.results.size());
  CHECK(report.results.at(0).verdict.text == "not loaded: " + report.not_loaded);
}
