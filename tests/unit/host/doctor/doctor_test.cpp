#include "host/doctor/doctor.hpp"

#include "host/doctor/machine_facts.hpp"
#include "tests/support/catch.hpp"

#include <boost/json/parse.hpp>

#include <algorithm>
#include <string>

using namespace tlhost::engine;

namespace {

Diagnosis sample() {
  Diagnosis diagnosis;
  diagnosis.add({{"program", "tlhost", "0.1.0", State::ok, "", boost::json::string("0.1.0")},
                 {"machine", "open files", "at most 64", State::note, "ulimit -n 1024", 64},
                 {"machine", "disk", "two\nlines", State::problem, "go\nelsewhere", nullptr}});
  return diagnosis;
}

}  // namespace

TEST_CASE("a diagnosis has a line a finding, by topics, and counts", "[doctor]") {
  CHECK(diagnosis_text(sample()) ==
        "program\n"
        "  ok       tlhost      0.1.0\n"
        "\n"
        "machine\n"
        "  note     open files  at most 64\n"
        "                       fix: ulimit -n 1024\n"
        "  problem  disk        two\n"
        "                       lines\n"
        "                       fix: go\n"
        "                       elsewhere\n"
        "\n"
        "1 problem, 1 note\n");
  CHECK(diagnosis_text(Diagnosis{}) == "\nno problems, no notes\n");
}

TEST_CASE("a diagnosis as JSON has the same facts", "[doctor]") {
  const boost::json::value json = boost::json::parse(diagnosis_json(sample()));
  CHECK(json.at("problems") == boost::json::value(1));
  CHECK(json.at("notes") == boost::json::value(1));
  REQUIRE(json.at("findings").as_array().size() == 3);
  CHECK(json.at("findings").at(1) == boost::json::value{{"topic", "machine"},
                                                        {"name", "open files"},
                                                        {"state", "note"},
                                                        {"value", "at most 64"},
                                                        {"remedy", "ulimit -n 1024"},
                                                        {"fact", 64}});
}

TEST_CASE("only plugins that the user named decide the exit code", "[doctor]") {
  Diagnosis diagnosis = sample();
  CHECK(exit_of(diagnosis) == Exit::done);
  diagnosis.plugins_unusable = true;
  CHECK(exit_of(diagnosis) == Exit::plugin);
}

TEST_CASE("the machine's findings have each their fact", "[doctor]") {
  const auto findings = machine_findings("/");
  REQUIRE(findings.size() == 6);
  for (const Finding& finding : findings) {
    CAPTURE(finding.name);
    CHECK(finding.topic == "machine");
    CHECK_FALSE(finding.value.empty());
    CHECK(finding.fact.is_object());
    CHECK((finding.state == State::ok) == finding.remedy.empty());
  }
  CHECK(findings[1].fact.at("usable").to_number<int>() >= 1);
  CHECK(findings[2].fact.at("available").to_number<double>() > 0);
}
