#include "host/resolve/resolve.hpp"

#include "host/catalog/parameter_facts.hpp"
#include "host/store/canonical_json.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/host/resolve/small_catalog.hpp"

#include <string>
#include <vector>

using namespace tlhost::engine;
using namespace tlhost::test;

namespace {

using Keys = std::vector<std::pair<std::string, std::string>>;

Experiment resolved(const Keys& keys, const Catalog& catalog = small_catalog()) {
  return resolve(parse_text(experiment(keys)), catalog);
}

Refusal refused(const Keys& keys, const Catalog& catalog = small_catalog()) {
  return refusal_of([&] { resolved(keys, catalog); });
}

/// The one problem that an experiment has.
Problem problem_of(const Keys& keys, const Catalog& catalog = small_catalog()) {
  const Refusal refusal = refused(keys, catalog);
  INFO(refusal.what());
  REQUIRE(refusal.problems().size() == 1);
  CHECK(refusal.exit() == Exit::usage);
  return first(refusal);
}

Problem problem_of_model(const std::string& entry) {
  return problem_of({{"models", R"({"m": )" + entry + "}"}});
}

bool ends_with(const std::string& text, const std::string& end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

}  // namespace

TEST_CASE("an experiment's components are resolved with all their parameters", "[resolve]") {
  const Experiment made = resolved({{"models", R"({"m": {"use": "vgg", "depth": 19}})"}});
  REQUIRE(made.datasets.size() == 2);
  REQUIRE(made.models.size() == 1);
  REQUIRE(made.strategies.size() == 1);
  REQUIRE(made.recipes.size() == 1);
  const Component& model = made.models[0];
  CHECK(model.kind == Kind::model);
  CHECK(model.plugin == "org.b");
  CHECK(model.version == "1.2.0");
  CHECK(model.name == "vgg");
  CHECK(model.library == "/plugins/org.b.so");
  CHECK(model.source == std::string(64, 'a'));
  CHECK(model.arguments == Arguments{{"depth", std::int64_t{19}}, {"pool", std::string("mean")}});
  CHECK(model.path_digests.empty());
  CHECK(made.spec.name == "small");
}

TEST_CASE("a component's key names plugin, sources and parameters", "[resolve]") {
  const Experiment made = resolved({{"models", R"({"m": {"use": "vgg", "pool": "max"}})"}});
  CHECK(canonical_json(made.models[0].key()) ==
        R"({"id":"org.b/vgg","params":{"depth":16,"pool":"max"},"source":")" +
            std::string(64, 'a') + R"("})");
}

TEST_CASE("a value is the same in the key however it is written", "[resolve]") {
  const auto key = [](const std::string& depth) {
    return canonical_json(
        resolved({{"models", R"({"m": {"use": "vgg", "depth": )" + depth + "}}"}}).models[0].key());
  };
  CHECK(key("16") == key("16.0"));
  CHECK(key("16") == key("1.6e1"));
  CHECK(key("16") != key("17"));
}

TEST_CASE("a source that is trained has its recipe's component, others have none", "[resolve]") {
  const Experiment made = resolved({{"sources",
                                     R"({"scratch": {}, "b": {"train_on": "blood"},
                                         "s": {"train_on": "blood", "pretrain": {"use": "svm"}}})"}});
  REQUIRE(made.recipes.size() == 3);
  CHECK_FALSE(made.recipes[0].has_value());
  REQUIRE(made.recipes[1].has_value());
  CHECK(made.recipes[1]->name == "fine_tune");
  CHECK_FALSE(made.recipes[1]->seedless);
  REQUIRE(made.recipes[2].has_value());
  CHECK(made.recipes[2]->name == "svm");
  CHECK(made.recipes[2]->seedless);
}

TEST_CASE("an unknown component is told with place, nearest name and where was searched",
          "[resolve]") {
  const Problem problem = problem_of({{"models", "{\"m\":\n{\"use\": \"vggg\"}}"}});
  CHECK(problem.code == "COMPONENT-UNKNOWN");
  CHECK(problem.at == "/models/m/use");
  CHECK(problem.what ==
        "models/vggg not found. Did you mean \"vgg\"? Searched: /plugins (4 plugins, 0 rejected)");
  CHECK(problem.fix == "tlhost list shows all components");
  // The line behind that of "models", which is the third of the text; the value of "use".
  CHECK(ends_with(problem.where, "/x.json:4:9"));
}

TEST_CASE("a component of another kind is not found", "[resolve]") {
  CHECK(problem_of({{"models", R"({"m": {"use": "fine_tune"}})"}}).code == "COMPONENT-UNKNOWN");
}

TEST_CASE("without any folder of plugins the message says so", "[resolve]") {
  const Refusal refusal = refused({}, Catalog{});
  CHECK(refusal.exit() == Exit::usage);
  CHECK(first(refusal).what.find("No folder of plugins was given.") != std::string::npos);
}

TEST_CASE("a name that two plugins have must be qualified", "[resolve]") {
  Catalog catalog = small_catalog();
  catalog.plugins.push_back(plugin("org.z", {component(Kind::model, "vgg")}));
  const Problem problem = problem_of({}, catalog);
  CHECK(problem.code == "COMPONENT-AMBIGUOUS");
  CHECK(problem.at == "/models/vgg/use");
  CHECK(problem.what == "several plugins have models/vgg");
  CHECK(problem.fix == "use one of \"org.b/vgg\", \"org.z/vgg\"");
  const Experiment made = resolved({{"models", R"({"m": {"use": "org.z/vgg"}})"}}, catalog);
  CHECK(made.models[0].plugin == "org.z");
}

TEST_CASE("an unknown parameter is told the nearest one", "[resolve]") {
  const Problem problem = problem_of_model(R"({"use": "vgg", "dept": 16})");
  CHECK(problem.code == "PARAMETER-UNKNOWN");
  CHECK(problem.at == "/models/m/dept");
  CHECK(problem.what == "vgg has no parameter \"dept\"; did you mean \"depth\"?");
  CHECK(problem.fix == "tlhost describe models/vgg lists them");
}

TEST_CASE("a parameter that is needed and not given is told", "[resolve]") {
  const Problem problem = problem_of_model(R"({"use": "loaded"})");
  CHECK(problem.code == "PARAMETER-MISSING");
  CHECK(problem.what == "loaded needs \"weights\" (path)");
  CHECK(problem.at == "/models/m/use");
  CHECK(problem.fix == "what weights does");
}

TEST_CASE("values that do not fit are told with their place", "[resolve]") {
  const Problem range = problem_of_model(R"({"use": "vgg", "depth": 20})");
  CHECK(range.code == "PARAMETER-VALUE");
  CHECK(range.at == "/models/m/depth");
  CHECK(range.what == "\"depth\": 20 is outside 11 <= x <= 19");
  CHECK(range.fix == "what depth does");
  CHECK(problem_of_model(R"({"use": "vgg", "depth": "deep"})").what ==
        "\"depth\": expected an integer");
  CHECK(problem_of_model(R"({"use": "vgg", "depth": null})").code == "PARAMETER-VALUE");
  CHECK(problem_of_model(R"({"use": "vgg", "depth": {"a": 1}})").code == "PARAMETER-VALUE");
  CHECK(problem_of_model(R"({"use": "vgg", "pool": "maxx"})").what ==
        "\"pool\": \"maxx\" is not one of \"mean\", \"max\"; did you mean \"max\"?");
}

TEST_CASE("all problems come at once, those of the file first", "[resolve]") {
  const Refusal refusal = refused({{"models", R"({"m": {"use": "vgg", "depth": 1, "x": 2}})"},
                                   {"seed", "3"},
                                   {"strategies", R"({"ft": {"use": "fine_tun"}})"}});
  CHECK(refusal.exit() == Exit::usage);
  std::vector<std::string> found;
  for (const Problem& problem : refusal.problems()) {
    found.push_back(problem.code + " " + problem.at);
  }
  CHECK(found == std::vector<std::string>{"SPEC-UNKNOWN-KEY /seed",
                                          "PARAMETER-VALUE /models/m/depth",
                                          "PARAMETER-UNKNOWN /models/m/x",
                                          "COMPONENT-UNKNOWN /strategies/ft/use"});
}

TEST_CASE("a mistake in the recipe that sources share is one problem", "[resolve]") {
  const Refusal refusal =
      refused({{"pretrain", R"({"use": "fine_tune", "speed": 1})"},
               {"sources", R"({"b": {"train_on": "blood"}, "c": {"train_on": "blood"}})"}});
  REQUIRE(refusal.problems().size() == 1);
  CHECK(first(refusal).code == "PARAMETER-UNKNOWN");
  CHECK(first(refusal).at == "/pretrain/speed");
}

TEST_CASE("the recipe of the file is checked where no source needs it", "[resolve]") {
  const Refusal refusal = refused({{"pretrain", R"({"use": "fine_tune", "speed": 1})"}});
  REQUIRE(refusal.problems().size() == 1);
  CHECK(first(refusal).code == "PARAMETER-UNKNOWN");
  CHECK(first(refusal).at == "/pretrain/speed");
}

TEST_CASE("a component whose plugin may have been rejected is the plugin's fault", "[resolve]") {
  Catalog catalog = small_catalog();
  catalog.rejected = {{"/plugins/swin.so", "abi tag", "built for LibTorch 2.3", "rebuild it"}};
  const Keys keys{{"models", R"({"m": {"use": "swin"}})"}};
  const Refusal refusal = refused(keys, catalog);
  CHECK(refusal.exit() == Exit::plugin);
  CHECK(first(refusal).code == "PLUGIN-REJECTED");
  CHECK(first(refusal).fix == "/plugins/swin.so: built for LibTorch 2.3 - rebuild it");
  CHECK(first(refusal).what.find("(4 plugins, 1 rejected)") != std::string::npos);

  Keys more = keys;
  more.push_back({"seed", "3"});
  CHECK(refused(more, catalog).exit() == Exit::usage);
  const Keys near{{"models", R"({"m": {"use": "vggg"}})"}};
  CHECK(refused(near, catalog).exit() == Exit::usage);
}
