#include "host/check/check_report.hpp"

#include "tests/support/catch.hpp"
#include "tests/unit/host/check/wrong_plugin.hpp"

#include <boost/json/parse.hpp>

#include <sstream>

using namespace tlhost::engine;

namespace {

CheckReport sample_report() {
  CheckReport report;
  report.request.path = "plugins/x.so";
  report.request.seed = 7;
  report.id = "org.example.x";
  report.version = "1.0.0";
  report.results = {
      {"", "file", "it loads", {Status::pass, ""}},
      {"datasets/x", "dataset", "it lists records", {Status::fail, "none\xff\nat all"}},
      {"datasets/x", "dataset", "it stops", {Status::skip, "it is fast"}}};
  return report;
}

}  // namespace

TEST_CASE("the text of a check has a line a test, and below it what was found", "[check]") {
  const CheckReport report = sample_report();
  CHECK(check_heading(report) == "plugins/x.so, org.example.x 1.0.0, seed 7\n");
  CHECK(check_line(report.results[0]) == "pass     file: it loads\n");
  CHECK(check_line(report.results[1]) ==
        "fail     datasets/x dataset: it lists records\n"
        "         none\\xff\n"
        "         at all\n");
  CHECK(check_counts(report) == "3 tests: 1 pass, 0 warn, 1 fail, 1 skip, 0 crash, 0 timeout\n");
}

TEST_CASE("what could not be loaded is said at the end too", "[check]") {
  CheckReport report = sample_report();
  report.not_loaded = "it is broken";
  CHECK(check_counts(report).find("not loaded: it is broken") != std::string::npos);
}

TEST_CASE("the JSON of a check has every test and the counts", "[check]") {
  const auto json = boost::json::parse(check_json(sample_report(), false));
  CHECK(json.at("plugin").at("id").as_string() == "org.example.x");
  CHECK(json.at("seed").as_int64() == 7);
  CHECK(json.at("counts") ==
        boost::json::parse(R"({"pass":1,"warn":0,"fail":1,"skip":1,"crash":0,"timeout":0})"));
  const auto& tests = json.at("tests").as_array();
  REQUIRE(tests.size() == 3);
  CHECK(tests[1] ==
        boost::json::parse(
            R"({"component": "datasets/x", "what": "dataset", "name": "it lists records",
                            "status": "fail", "text": "none\\xff\nat all"})"));
  const auto failed = boost::json::parse(check_json(sample_report(), true));
  CHECK(failed.at("tests").as_array().size() == 2);
  CHECK(failed.at("counts").at("pass").as_int64() == 1);
}

TEST_CASE("warnings and skips do not fail a check; anything worse does", "[check]") {
  CheckReport report = sample_report();
  CHECK_FALSE(report.passed());
  for (const Status status : {Status::pass, Status::warn, Status::skip}) {
    report.results[1].verdict.status = status;
    CHECK(report.passed());
  }
  for (const Status status : {Status::crash, Status::timeout}) {
    report.results[1].verdict.status = status;
    CHECK_FALSE(report.passed());
  }
  report.results.clear();
  CHECK(report.passed());
  report.not_loaded = "it is broken";
  CHECK_FALSE(report.passed());
}

TEST_CASE("a check prints each test as it ends, and returns the exit code", "[check]") {
  CheckRequest request;
  request.path = tlhost::test::path_of({"wrong_dataset", "", ""});
  request.include = "^registry: its";
  std::ostringstream text, failed;
  CHECK(run_check(request, false, false, text) == 0);
  CHECK(text.str() == request.path + ", org.example.wrong 1.0.0, seed 0\n" +
                          "pass     registry: its list of components can be read\n"
                          "1 tests: 1 pass, 0 warn, 0 fail, 0 skip, 0 crash, 0 timeout\n");
  request.path = tlhost::test::path_of({"wrong_descriptor", "", ""});
  request.include = "^file: ";
  CHECK(run_check(request, false, true, failed) == 69);
  CHECK(failed.str().find("pass  ") == std::string::npos);
  CHECK(failed.str().find("fail     file: its descriptor says what its note says") !=
        std::string::npos);
}
