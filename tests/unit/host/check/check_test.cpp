#include "host/check/check.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/unit/host/check/wrong_plugin.hpp"
#include "tests/unit/host/store/store_fixture.hpp"

#include <cmath>
#include <filesystem>
#include <fstream>
#include <set>

using namespace tlhost::engine;
using namespace tlhost::test;

namespace {

CheckReport run(const CheckRequest& request) {
  return check(request, [](const CheckReport&) {});
}

CheckRequest request_for(const std::string& stem, const std::string& include = "") {
  CheckRequest request;
  request.path = path_of({stem, "", ""});
  request.include = include;
  return request;
}

/// {code, exit} of the refusal.
std::pair<std::string, Exit> refusal(const CheckRequest& request) {
  const Refusal refused = refusal_of([&] { run(request); });
  return {first(refused).code, refused.exit()};
}

}  // namespace

TEST_CASE("every test has a name of its own within what it belongs to", "[check]") {
  std::set<std::string> names;
  std::size_t count = 0;
  for (const auto& tests : {file_tests(),
                            registry_tests(),
                            create_tests(),
                            dataset_tests(),
                            model_tests(),
                            strategy_tests()}) {
    for (const Test& test : tests) {
      names.insert(test.what + ": " + test.name);
      ++count;
    }
  }
  CHECK(names.size() == count);
  CHECK(count > 60);
}

TEST_CASE("a schema whose bounds hold nothing back is seen", "[check]") {
  Library::Entry entry;
  ParameterFacts size;
  size.name = "size";
  size.type = ParameterType::integer;
  size.has_min = true;
  size.min = 1;
  entry.facts.parameters = {size};
  Subject subject;
  subject.entry = &entry;
  const Test test = create_tests().front();
  REQUIRE(test.name == "the schema refuses what lies outside it");
  CHECK(test.run(subject).status == Status::pass);
  entry.facts.parameters[0].min = std::nan("");
  CHECK(test.run(subject).status == Status::fail);
  CHECK(test.run(subject).text == "\"size\" = 0 is let through");
}

TEST_CASE("an expression selects tests by what and name", "[check]") {
  const CheckReport report = run(request_for("wrong_dataset", "dataset: it (has|lists)"));
  std::set<std::string> names;
  for (const CheckResult& result : report.results) {
    CHECK(result.what == "dataset");
    CHECK(result.component == "datasets/drawn");
    names.insert(result.name);
  }
  CHECK(names == std::set<std::string>{"it has two classes at least, with different names",
                                       "it lists records",
                                       "it has one channel or three"});
}

TEST_CASE("an expression that is none, or matches nothing, is refused", "[check]") {
  CHECK(refusal(request_for("wrong_dataset", "(")) ==
        std::pair<std::string, Exit>("CHECK-INCLUDE", Exit::usage));
  CHECK(refusal(request_for("wrong_dataset", "no such test")) ==
        std::pair<std::string, Exit>("CHECK-INCLUDE", Exit::usage));
}

TEST_CASE("a file that is not there is refused", "[check]") {
  CHECK(refusal(request_for("nowhere")) ==
        std::pair<std::string, Exit>("PLUGINS-MISSING", Exit::usage));
}

TEST_CASE("a file of parameters for another component is refused", "[check]") {
  const TempFolder folder;
  CheckRequest request = request_for("wrong_dataset");
  request.parameters = folder / "parameters.json";
  std::ofstream(request.parameters) << R"({"datasets/drawm": {}})";
  CHECK(refusal(request) == std::pair<std::string, Exit>("COMPONENT-UNKNOWN", Exit::usage));
}

TEST_CASE("a path without a slash is a file here, and nowhere else", "[check]") {
  const auto before = std::filesystem::current_path();
  std::filesystem::current_path(TLHOST_TEST_WRONG_PLUGINS);
  CheckRequest request = request_for("wrong_dataset", "^file: it loads");
  request.path = "wrong_dataset.so";
  const CheckReport report = run(request);
  std::filesystem::current_path(before);
  CHECK(report.passed());
  REQUIRE(report.results.size() == 1);
  CHECK(report.results[0].verdict.status == Status::pass);
}

TEST_CASE("a check leaves nothing behind in the temporary folder", "[check]") {
  const TempFolder folder;
  setenv("TMPDIR", folder.path().c_str(), 1);
  run(request_for("wrong_dataset", "^(registry|create)"));
  unsetenv("TMPDIR");
  CHECK(std::filesystem::is_empty(folder.path()));
}
