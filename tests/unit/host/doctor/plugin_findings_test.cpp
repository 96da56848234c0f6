#include "host/doctor/plugin_findings.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/unit/host/resolve/small_catalog.hpp"

#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

using namespace tlhost::engine;
using namespace tlhost::test;

namespace {

Diagnosis diagnosis_of(const std::vector<std::string>& named,
                       const std::function<Catalog()>& open) {
  Diagnosis diagnosis;
  add_plugin_findings({named, open}, diagnosis);
  return diagnosis;
}

std::vector<State> states(const Diagnosis& diagnosis) {
  std::vector<State> all;
  for (const Finding& finding : diagnosis.findings) {
    all.push_back(finding.state);
  }
  return all;
}

}  // namespace

TEST_CASE("plugins that are found are counted, with where they were looked for", "[doctor]") {
  const Diagnosis diagnosis = diagnosis_of({"/plugins"}, small_catalog);
  REQUIRE(diagnosis.findings.size() == 2);
  CHECK(diagnosis.findings[0].value == "/plugins (--plugins)");
  CHECK(diagnosis.findings[1].value == "4 plugins, 6 components; 0 rejected");
  CHECK(states(diagnosis) == std::vector{State::ok, State::ok});
  CHECK_FALSE(diagnosis.plugins_unusable);
}

TEST_CASE("a rejected file is a problem, with its reason and remedy", "[doctor]") {
  const TempFolder folder;
  std::ofstream(folder / "old.so") << "x";
  Catalog catalog = small_catalog();
  catalog.rejected = {{folder / "old.so", "sdk version", "needs SDK 2.0", "update tlhost"}};
  const auto open = [&catalog] { return catalog; };
  const Diagnosis diagnosis = diagnosis_of({folder.path()}, open);
  REQUIRE(diagnosis.findings.size() == 3);
  CHECK(diagnosis.findings[2].state == State::problem);
  CHECK(diagnosis.findings[2].value == folder / "old.so" + ": needs SDK 2.0 (sdk version)");
  CHECK(diagnosis.findings[2].remedy == "update tlhost");
  CHECK(diagnosis.plugins_unusable);
  CHECK_FALSE(diagnosis_of({}, open).plugins_unusable);
  CHECK_FALSE(diagnosis_of({folder / "other"}, open).plugins_unusable);
}

TEST_CASE("a path that is not there is a problem, and the rest goes on", "[doctor]") {
  const auto open = []() -> Catalog {
    throw Refusal(Exit::usage, {"PLUGINS-MISSING", "nowhere", "no such file", "", "correct it"});
  };
  const Diagnosis diagnosis = diagnosis_of({"nowhere"}, open);
  REQUIRE(diagnosis.findings.size() == 1);
  CHECK(diagnosis.findings[0].state == State::problem);
  CHECK(diagnosis.findings[0].value == "nowhere: no such file [PLUGINS-MISSING]");
  CHECK(diagnosis.findings[0].remedy == "correct it");
  CHECK(diagnosis.plugins_unusable);
}

TEST_CASE("no plugin at all is a note", "[doctor]") {
  const Diagnosis diagnosis = diagnosis_of({}, [] { return Catalog{}; });
  REQUIRE(diagnosis.findings.size() == 1);
  CHECK(diagnosis.findings[0].state == State::note);
  CHECK(diagnosis.findings[0].remedy.find("--plugins") != std::string::npos);
}

TEST_CASE("a searched path is told where it comes from", "[doctor]") {
  setenv("TLHOST_PLUGIN_PATH", "/a:/b/c", 1);
  CHECK(origin_of("/a", {}) == "TLHOST_PLUGIN_PATH");
  CHECK(origin_of("/b/c", {}) == "TLHOST_PLUGIN_PATH");
  CHECK(origin_of("/b", {}) == "beside the program");
  CHECK(origin_of("/a", {"/a"}) == "--plugins");
  unsetenv("TLHOST_PLUGIN_PATH");
  CHECK(origin_of("/a", {}) == "beside the program");
}
