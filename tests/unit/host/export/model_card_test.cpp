#include "host/export/model_card.hpp"

#include "tests/support/catch.hpp"

#include <tlhost/error.hpp>

#include <boost/json/value.hpp>

using Catch::Matchers::Contains;
using tlhost::DataError;
using namespace tlhost::engine;

namespace {

ModelCard some_card() {
  ModelCard card;
  card.plugin = "org.tlhost.resnet";
  card.model = "resnet";
  card.source = "abc";
  card.parameters = {{"depth", 18}, {"small_stem", false}};
  card.channels = 1;
  card.view = {64, "pad", 1};
  card.normalise = {{0.25}, {0.5}};
  card.precision = "bf16";
  card.classes = {"benign", "malignant"};
  card.labelling = "multilabel";
  card.scores = "margins";
  card.linear_on = "layer3";
  card.experiment = "e";
  card.cell = "scratch -> skin";
  card.fit = "f00";
  return card;
}

}  // namespace

TEST_CASE("a card reads back as it was written", "[export][card]") {
  CHECK(card_from_json(to_json(some_card())) == some_card());
  ModelCard wide = some_card();
  wide.view.window = ShownRange{4095, 0.5};
  CHECK(card_from_json(to_json(wide)) == wide);
}

TEST_CASE("a card that is none is told by the member that is wrong", "[export][card]") {
  const auto without = [](const char* name) {
    boost::json::object json = to_json(some_card());
    json.erase(name);
    return json;
  };
  const auto with = [](const char* name, const boost::json::value& value) {
    boost::json::object json = to_json(some_card());
    json[name] = value;
    return json;
  };
  CHECK_THROWS_WITH(card_from_json(boost::json::value(3)), Contains("no JSON object"));
  CHECK_THROWS_WITH(card_from_json(without("classes")), Contains("has no \"classes\""));
  CHECK_THROWS_WITH(card_from_json(with("classes", 3)), Contains("\"classes\""));
  CHECK_THROWS_WITH(card_from_json(with("view", "pad")), Contains("no JSON object"));
  CHECK_THROWS_WITH(card_from_json(with("parameters", "x")), Contains("\"parameters\""));
  CHECK_THROWS_WITH(card_from_json(with("format", 2)), Contains("another format"));
  CHECK_THROWS_AS(card_from_json(with("channels", "three")), DataError);
}

TEST_CASE("a card that contradicts itself is refused", "[export][card]") {
  const auto refusal = [](void (*change)(ModelCard&)) {
    ModelCard card = some_card();
    change(card);
    try {
      card_from_json(to_json(card));
    } catch (const DataError& error) {
      return std::string(error.what());
    }
    return std::string("accepted");
  };
  CHECK_THAT(refusal([](ModelCard& card) { card.normalise.std.clear(); }), Contains("normalise"));
  CHECK_THAT(refusal([](ModelCard& card) { card.normalise.std = {0}; }), Contains("normalise"));
  CHECK_THAT(refusal([](ModelCard& card) { card.normalise.mean = {0, 0}; }), Contains("normalise"));
  CHECK_THAT(refusal([](ModelCard& card) { card.channels = -1; }), Contains("normalise"));
  CHECK_THAT(refusal([](ModelCard& card) { card.view.channels = 3; }), Contains("view"));
  CHECK_THAT(refusal([](ModelCard& card) { card.view.size = 0; }), Contains("view"));
  CHECK_THAT(refusal([](ModelCard& card) {
               card.view.window = ShownRange{7, 7};
             }),
             Contains("window"));
  CHECK_THAT(refusal([](ModelCard& card) { card.classes.clear(); }), Contains("classes"));
  CHECK_THAT(refusal([](ModelCard& card) { card.precision = "fp16"; }), Contains("precision"));
  CHECK_THAT(refusal([](ModelCard& card) { card.scores = "odds"; }), Contains("scores"));
  CHECK_THAT(refusal([](ModelCard& card) { card.labelling = "none"; }), Contains("labelling"));
}
