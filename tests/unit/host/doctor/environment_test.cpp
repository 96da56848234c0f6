#include "host/doctor/environment.hpp"

#include "tests/support/catch.hpp"

#include <algorithm>
#include <cstdlib>
#include <string>
#include <vector>

using namespace tlhost::engine;

namespace {

Finding finding_of(const std::string& name, const std::string& value) {
  for (const Finding& finding : environment_findings({{name, value}, {"HOME", "/x"}})) {
    if (finding.name == name) {
      return finding;
    }
  }
  return {};
}

}  // namespace

TEST_CASE("a variable of the numeric class is a note with a way out", "[doctor]") {
  const Finding finding = finding_of("ATEN_CPU_CAPABILITY", "avx2");
  CHECK(finding.state == State::note);
  CHECK(finding.value.starts_with("avx2; part of the numeric class"));
  CHECK(finding.remedy == "unset ATEN_CPU_CAPABILITY");
  CHECK(finding.fact == boost::json::value("avx2"));
}

TEST_CASE("variables that tlhost sets, or that are its own, are no note", "[doctor]") {
  CHECK(finding_of("OMP_NUM_THREADS", "1").state == State::ok);
  CHECK(finding_of("OPENBLAS_NUM_THREADS", "1").remedy.empty());
  CHECK(finding_of("TLHOST_PLUGIN_PATH", "/a:/b").state == State::ok);
}

TEST_CASE("variables that may spoil a run say how", "[doctor]") {
  CHECK(finding_of("OMP_PROC_BIND", "true").value.find("ties threads") != std::string::npos);
  CHECK(finding_of("LD_PRELOAD", "x.so").value.find("forking") != std::string::npos);
  CHECK(finding_of("ONEDNN_VERBOSE", "1").state == State::note);
  CHECK(finding_of("LD_LIBRARY_PATH", "/opt").remedy == "unset LD_LIBRARY_PATH");
}

TEST_CASE("other variables have no line, the locale has one", "[doctor]") {
  const auto findings = environment_findings({{"HOME", "/x"}, {"LANG", "C.UTF-8"}});
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].name == "locale");
  CHECK(findings[0].fact.at("name") == boost::json::value("C.UTF-8"));
  CHECK(environment_findings({{"LANG", "a"}, {"LC_ALL", "b"}}).at(0).fact.at("name") ==
        boost::json::value("b"));
}

TEST_CASE("the environment of this process is read", "[doctor]") {
  setenv("TLHOST_TEST_WORD", "a=b", 1);
  CHECK(this_environment().at("TLHOST_TEST_WORD") == "a=b");
  unsetenv("TLHOST_TEST_WORD");
  CHECK(this_environment().count("TLHOST_TEST_WORD") == 0);
}
