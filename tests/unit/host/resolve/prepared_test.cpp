#include "host/resolve/prepared.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/unit/host/resolve/small_catalog.hpp"

#include <fstream>

using namespace tlhost::engine;
using namespace tlhost::test;

namespace {

PluginFacts small_plugin() {
  ParameterFacts depth = parameter("depth", ParameterType::integer, std::int64_t{16});
  depth.has_max = true;
  depth.max = 19;
  return plugin("org.example.small",
                {component(Kind::dataset,
                           "folder",
                           {parameter("root", ParameterType::path, nullptr),
                            parameter("channels", ParameterType::integer, std::int64_t{3})}),
                 component(Kind::model, "net", {depth})});
}

std::vector<Prepared> prepare_with(const std::string& json, const TempFolder& folder) {
  std::ofstream(folder / "parameters.json") << json;
  return prepare(small_plugin(), folder / "parameters.json");
}

/// Codes of what is wrong, in order.
std::vector<std::string> codes(const std::string& json) {
  const TempFolder folder;
  std::vector<std::string> all;
  const Refusal refused = refusal_of([&] { prepare_with(json, folder); });
  CHECK(refused.exit() == Exit::usage);
  for (const Problem& problem : refused.problems()) {
    all.push_back(problem.code);
  }
  return all;
}

using Codes = std::vector<std::string>;

}  // namespace

TEST_CASE("without a file each component has its defaults, and what it needs is named", "[check]") {
  const std::vector<Prepared> all = prepare(small_plugin(), "");
  REQUIRE(all.size() == 2);
  CHECK(all[0].label() == "datasets/folder");
  CHECK(all[0].arguments == Arguments{{"channels", std::int64_t{3}}});
  CHECK(all[0].not_given == std::vector<std::string>{"root"});
  CHECK(all[1].label() == "models/net");
  CHECK(all[1].arguments == Arguments{{"depth", std::int64_t{16}}});
  CHECK(all[1].not_given.empty());
}

TEST_CASE("a file gives values, and its paths are relative to it", "[check]") {
  const TempFolder folder;
  const auto all = prepare_with(
      R"({"datasets/folder": {"root": ".", /* as anywhere */ "channels": 1}, "models/net": {}})",
      folder);
  CHECK(all[0].arguments.at("channels") == Argument::Value(std::int64_t{1}));
  const std::string root = std::get<std::string>(all[0].arguments.at("root"));
  CHECK(root.rfind(folder.path(), 0) == 0);
  CHECK(all[0].not_given.empty());
}

TEST_CASE("all that is wrong with a file of parameters is said at once", "[check]") {
  CHECK(codes(R"({"datasets/foldr": {}, "models/net": {"depth": 20, "width": 1}})") ==
        Codes{"COMPONENT-UNKNOWN", "PARAMETER-VALUE", "PARAMETER-UNKNOWN"});
  CHECK(codes(R"({"models/net": {"depth": "deep"}})") == Codes{"PARAMETER-VALUE"});
  CHECK(codes(R"({"datasets/folder": {"root": "nowhere"}})") == Codes{"PARAMETER-PATH"});
  CHECK(codes(R"({"models/net": 3})") == Codes{"SPEC-TYPE"});
  CHECK(codes(R"([1])") == Codes{"CHECK-CONFIG"});
  CHECK(codes(R"({"models/net": )") == Codes{"JSON-SYNTAX"});
}

TEST_CASE("a file of parameters that is not there is refused", "[check]") {
  const Refusal refused = refusal_of([] { prepare(small_plugin(), "/no/such/file.json"); });
  CHECK(first(refused).code == "CHECK-CONFIG");
  CHECK(refused.exit() == Exit::usage);
}
