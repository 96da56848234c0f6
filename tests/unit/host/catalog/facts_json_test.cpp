#include "host/catalog/facts_json.hpp"

#include "tests/support/catch.hpp"
#include "tests/unit/host/resolve/small_catalog.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <string>

using namespace tlhost::engine;
using namespace tlhost::test;

namespace {

PluginFacts over_the_wire(const PluginFacts& plugin) {
  return plugin_from_json(boost::json::parse(boost::json::serialize(to_json(plugin))));
}

ParameterFacts bounded(ParameterType type, Argument::Value value) {
  ParameterFacts facts = parameter("p", type, std::move(value));
  facts.unit = "mm";
  facts.has_min = facts.has_max = facts.min_open = true;
  facts.min = -0.1;
  facts.max = 1e300;
  return facts;
}

void check_equal(const ParameterFacts& a, const ParameterFacts& b) {
  CHECK(a.name == b.name);
  CHECK(a.unit == b.unit);
  CHECK(a.doc == b.doc);
  CHECK(a.type == b.type);
  CHECK(a.required == b.required);
  CHECK(a.default_value == b.default_value);
  CHECK(a.has_min == b.has_min);
  CHECK(a.has_max == b.has_max);
  CHECK(a.min_open == b.min_open);
  CHECK(a.min == b.min);
  CHECK(a.max == b.max);
  CHECK(a.choices == b.choices);
}

}  // namespace

TEST_CASE("a plugin's facts are the same after their way as JSON", "[catalog][json]") {
  PluginFacts plugin = tlhost::test::plugin(
      "org.example.x",
      {component(Kind::dataset, "d"), component(Kind::model, "m"), component(Kind::strategy, "s")});
  plugin.build = "compiler 12.2;std=202002";
  plugin.sdk_major = 3;
  plugin.sdk_minor = 14;
  plugin.components[2].seedless = true;
  plugin.left_out = {"component \"x\" has the unknown interface \"tlhost.metric/1\""};
  const PluginFacts back = over_the_wire(plugin);
  CHECK(back.path == plugin.path);
  CHECK(back.id == plugin.id);
  CHECK(back.version == plugin.version);
  CHECK(back.summary == plugin.summary);
  CHECK(back.build == plugin.build);
  CHECK(back.source == plugin.source);
  CHECK(back.left_out == plugin.left_out);
  CHECK(back.sdk_major == 3);
  CHECK(back.sdk_minor == 14);
  CHECK(back.left_out == plugin.left_out);
  REQUIRE(back.components.size() == 3);
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(back.components[i].kind == plugin.components[i].kind);
    CHECK(back.components[i].name == plugin.components[i].name);
    CHECK(back.components[i].summary == plugin.components[i].summary);
    CHECK(back.components[i].seedless == plugin.components[i].seedless);
  }
}

TEST_CASE("parameters of every type are the same after their way as JSON", "[catalog][json]") {
  ParameterFacts choice = parameter("pool", ParameterType::choice, std::string("max"));
  choice.choices = {"mean", "max"};
  const std::vector<ParameterFacts> parameters{
      parameter("flag", ParameterType::flag, true),
      bounded(ParameterType::integer, std::int64_t{-7}),
      bounded(ParameterType::real, 0.1),
      bounded(ParameterType::real, 2.0),
      parameter("text", ParameterType::text, std::string("a\n\"b\"")),
      parameter("path", ParameterType::path, nullptr),
      choice,
      bounded(ParameterType::reals, std::vector<double>{1, 0.5}),
      parameter("none", ParameterType::reals, std::vector<double>{}),
      parameter("names", ParameterType::texts, std::vector<std::string>{"a", ""})};
  const PluginFacts back = over_the_wire(
      tlhost::test::plugin("org.example.x", {component(Kind::model, "m", parameters)}));
  REQUIRE(back.components.at(0).parameters.size() == parameters.size());
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    CAPTURE(i);
    check_equal(back.components[0].parameters[i], parameters[i]);
  }
}
