#include "host/catalog/show.hpp"

#include "tests/support/catch.hpp"
#include "tests/unit/host/resolve/small_catalog.hpp"

#include <boost/json/parse.hpp>

#include <string>
#include <vector>

using namespace tlhost::engine;
using namespace tlhost::test;

namespace {

/// A dataset, and a strategy with one parameter of each look; one file was rejected.
Catalog shown() {
  ParameterFacts rate = parameter("head_lr", ParameterType::real, 1.0);
  rate.has_min = rate.min_open = true;
  rate.unit = "x lr";
  ParameterFacts pool = parameter("pool", ParameterType::choice, std::string("max"));
  pool.choices = {"mean", "max"};
  Catalog catalog;
  catalog.plugins = {
      plugin("org.s",
             {component(Kind::strategy,
                        "tune",
                        {rate, pool, parameter("weights", ParameterType::path, nullptr)}),
              component(Kind::strategy, "plain")}),
      plugin("org.data", {component(Kind::dataset, "folder")})};
  catalog.plugins[1].version = "0.1.0";
  catalog.rejected = {{"/p/old.so", "sdk version", "needs SDK 2.0", "update tlhost"}};
  return catalog;
}

Problem problem_of(const std::function<void()>& body) {
  const Refusal refusal = refusal_of(body);
  CHECK(refusal.exit() == Exit::usage);
  return first(refusal);
}

}  // namespace

TEST_CASE("list has a line a component, by kind and in columns", "[catalog][show]") {
  CHECK(list_text(shown(), "", false) ==
        "datasets/folder   org.data 0.1.0  the folder\n"
        "strategies/tune   org.s 1.2.0     the tune\n"
        "strategies/plain  org.s 1.2.0     the plain\n");
}

TEST_CASE("list of one kind has only that kind", "[catalog][show]") {
  CHECK(list_text(shown(), "datasets", false) == "datasets/folder  org.data 0.1.0  the folder\n");
  CHECK(list_text(shown(), "models", false).empty());
}

TEST_CASE("list of plugins has their files", "[catalog][show]") {
  CHECK(list_text(shown(), "plugins", false) ==
        "org.s     1.2.0  /plugins/org.s.so     plugin of org.s\n"
        "org.data  0.1.0  /plugins/org.data.so  plugin of org.data\n");
}

TEST_CASE("list shows rejected files when it is asked to", "[catalog][show]") {
  CHECK(list_text(shown(), "models", true) ==
        "rejected  /p/old.so: needs SDK 2.0 (sdk version). update tlhost.\n");
  CHECK(list_text(Catalog{}, "", true).empty());
}

TEST_CASE("list as JSON has the same facts", "[catalog][show]") {
  const std::string text = list_json(shown(), "", true);
  CHECK(text.back() == '\n');
  const auto json = boost::json::parse(text).as_object();
  REQUIRE(json.at("components").as_array().size() == 3);
  CHECK(json.at("components").at(0) == boost::json::value{{"kind", "strategies"},
                                                          {"name", "tune"},
                                                          {"plugin", "org.s"},
                                                          {"version", "1.2.0"},
                                                          {"summary", "the tune"}});
  CHECK(json.at("plugins").at(1) == boost::json::value{{"id", "org.data"},
                                                       {"version", "0.1.0"},
                                                       {"path", "/plugins/org.data.so"},
                                                       {"summary", "plugin of org.data"}});
  CHECK(json.at("rejected").at(0) == boost::json::value{{"path", "/p/old.so"},
                                                        {"step", "sdk version"},
                                                        {"reason", "needs SDK 2.0"},
                                                        {"remedy", "update tlhost"}});
}

TEST_CASE("list as JSON has what was asked for", "[catalog][show]") {
  const auto keys = [](const std::string& what, bool rejected) {
    std::string names;
    const boost::json::value json = boost::json::parse(list_json(shown(), what, rejected));
    for (const auto& member : json.as_object()) {
      names += std::string(member.key()) + " ";
    }
    return names;
  };
  CHECK(keys("", false) == "components plugins ");
  CHECK(keys("plugins", false) == "plugins ");
  CHECK(keys("datasets", true) == "components rejected ");
  CHECK(boost::json::parse(list_json(shown(), "datasets", false))
            .at("components")
            .as_array()
            .size() == 1);
}

TEST_CASE("a word that is no kind is told the nearest one", "[catalog][show]") {
  for (const auto& list : {list_text, list_json}) {
    const Problem problem = problem_of([&] { list(shown(), "strategy", false); });
    CHECK(problem.code == "USAGE");
    CHECK(problem.where == "tlhost list strategy");
    CHECK(problem.what == "expected datasets, models, strategies or plugins");
    CHECK(problem_of([&] { list(shown(), "dataset", false); }).what ==
          "expected datasets, models, strategies or plugins; did you mean \"datasets\"?");
  }
}

TEST_CASE("describe has a line a parameter", "[catalog][show]") {
  CHECK(describe_text(shown(), "strategies/tune") ==
        "strategies/tune  (org.s 1.2.0)\n"
        "the tune\n"
        "\n"
        "parameter  type    default   range          unit  meaning\n"
        "head_lr    real    1         0 < x          x lr  what head_lr does\n"
        "pool       choice  \"max\"     \"mean\", \"max\"  -     what pool does\n"
        "weights    path    required  -              -     what weights does\n");
}

TEST_CASE("describe says so where there are no parameters", "[catalog][show]") {
  CHECK(describe_text(shown(), "datasets/folder") ==
        "datasets/folder  (org.data 0.1.0)\nthe folder\n\nIt has no parameters.\n");
}

TEST_CASE("describe as JSON has all facts of a component", "[catalog][show]") {
  const std::string text = describe_json(shown(), "strategies/org.s/tune");
  CHECK(text.back() == '\n');
  const auto json = boost::json::parse(text);
  CHECK(json.at("name") == boost::json::value("tune"));
  CHECK(json.at("kind") == boost::json::value("strategies"));
  CHECK(json.at("plugin") == boost::json::value("org.s"));
  CHECK(json.at("version") == boost::json::value("1.2.0"));
  CHECK(json.at("seedless") == boost::json::value(false));
  REQUIRE(json.at("parameters").as_array().size() == 3);
  CHECK(json.at("parameters").at(0).at("default") == boost::json::value(1.0));
  CHECK(json.at("parameters").at(1).at("choices") == boost::json::value{"mean", "max"});
  CHECK(json.at("parameters").at(2).at("required") == boost::json::value(true));
}

TEST_CASE("a component that is not there is told the nearest one", "[catalog][show]") {
  for (const auto& describe : {describe_text, describe_json}) {
    const Problem problem = problem_of([&] { describe(shown(), "strategies/tun"); });
    CHECK(problem.code == "COMPONENT-UNKNOWN");
    CHECK(problem.where == "strategies/tun");
    CHECK(problem.what == "no such component; did you mean \"strategies/tune\"?");
    CHECK(problem.fix == "tlhost list shows all components");
    CHECK(problem_of([&] { describe(shown(), "strategy/tune"); }).what ==
          "no such component; did you mean \"strategies/tune\"?");
    CHECK(problem_of([&] { describe(shown(), "x"); }).what == "no such component");
    CHECK(problem_of([&] { describe(shown(), "datasets/tune"); }).code == "COMPONENT-UNKNOWN");
  }
}

TEST_CASE("describe does not choose between two plugins", "[catalog][show]") {
  Catalog catalog = shown();
  catalog.plugins.push_back(plugin("org.z", {component(Kind::dataset, "folder")}));
  const Problem problem = problem_of([&] { describe_text(catalog, "datasets/folder"); });
  CHECK(problem.code == "COMPONENT-AMBIGUOUS");
  CHECK(problem.fix.find("\"org.data/folder\", \"org.z/folder\"") != std::string::npos);
  CHECK(describe_text(catalog, "datasets/org.z/folder").find("(org.z 1.2.0)") != std::string::npos);
}
