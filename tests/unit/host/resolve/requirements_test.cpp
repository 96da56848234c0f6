#include "host/resolve/requirements.hpp"

#include "tests/support/catch.hpp"
#include "tests/unit/host/resolve/small_catalog.hpp"

#include <string>

using namespace tlhost::engine;
using namespace tlhost::test;

namespace {

Refusal refused(const std::string& requires_, const Catalog& catalog = small_catalog()) {
  return refusal_of([&] { resolve(parse_text(experiment({{"requires", requires_}})), catalog); });
}

Problem problem_of(const std::string& requires_, const Catalog& catalog = small_catalog()) {
  const Refusal refusal = refused(requires_, catalog);
  REQUIRE(refusal.problems().size() == 1);
  return first(refusal);
}

}  // namespace

TEST_CASE("plugins that a file requires and has change nothing", "[resolve][requires]") {
  const ExperimentSpec spec =
      parse_text(experiment({{"requires", R"({"org.a": ">=1.2,<2", "org.b": "=1.2.0"})"}}));
  CHECK(unmet_requirements(spec, small_catalog()).empty());
  CHECK(resolve(spec, small_catalog()).models.size() == 1);
}

TEST_CASE("a plugin of the wrong version is told with place, rule, file and version",
          "[resolve][requires]") {
  const Problem problem = problem_of(R"({"org.b": ">=1.3,<2"})");
  CHECK(problem.code == "REQUIRES-VERSION");
  CHECK(problem.at == "/requires/org.b");
  CHECK(problem.where.find("/x.json:") != std::string::npos);
  CHECK(problem.what ==
        "\"requires\" asks for org.b >=1.3,<2, and /plugins/org.b.so is version \"1.2.0\"");
  CHECK(problem.fix == "install a version that fits, or change \"requires\"");
  CHECK(refused(R"({"org.b": ">2"})").exit() == Exit::usage);
}

TEST_CASE("a later file of the same plugin is named", "[resolve][requires]") {
  Catalog catalog = small_catalog();
  catalog.rejected = {
      {"/q/b.so", "duplicate", "found first elsewhere", "keep one", "org.b", "1.5.0"}};
  CHECK(problem_of(R"({"org.b": ">=1.3"})", catalog).fix ==
        "/q/b.so is version \"1.5.0\" and stands behind it in the search; install a version that "
        "fits, or change \"requires\"");
}

TEST_CASE("a version that is no number cannot be compared", "[resolve][requires]") {
  Catalog catalog = small_catalog();
  catalog.plugins[1].version = "1.5-beta";
  const Problem problem = problem_of(R"({"org.b": ">=1"})", catalog);
  CHECK(problem.code == "REQUIRES-VERSION");
  CHECK(problem.what.find("version \"1.5-beta\", which cannot be compared") != std::string::npos);
}

TEST_CASE("a plugin that is not there is told with the nearest one", "[resolve][requires]") {
  Problem problem = problem_of(R"({"org.bb": ">=1"})");
  CHECK(problem.code == "REQUIRES-MISSING");
  CHECK(problem.what == "\"requires\" asks for org.bb >=1, and no such plugin was found");
  CHECK(problem.fix == "did you mean \"org.b\"?");
  problem = problem_of(R"({"com.example.chest": ">=1"})");
  CHECK(problem.fix == "name its folder with --plugins; tlhost list plugins shows what is found");
}

TEST_CASE("a plugin that was rejected is told why, and is the plugin's fault",
          "[resolve][requires]") {
  Catalog catalog = small_catalog();
  catalog.rejected = {
      {"/q/v.so", "abi tag", "built for LibTorch 2.3", "rebuild it", "org.v", "1.0"}};
  const Refusal refusal = refused(R"({"org.v": ">=1"})", catalog);
  CHECK(refusal.exit() == Exit::plugin);
  CHECK(first(refusal).code == "PLUGIN-REJECTED");
  CHECK(first(refusal).what ==
        "\"requires\" asks for org.v >=1, and what was found was rejected: /q/v.so: built for "
        "LibTorch 2.3");
  CHECK(first(refusal).fix == "rebuild it");
}
