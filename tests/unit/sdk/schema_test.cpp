#include "tests/support/catch.hpp"

#include <tlhost/error.hpp>
#include <tlhost/schema.hpp>

#include <boost/json/parse.hpp>

#include <cstdint>
#include <string>
#include <vector>

using tlhost::ConfigError;
using tlhost::Schema;

TEST_CASE("a schema lists its parameters in order, with type and default", "[sdk][schema]") {
  const Schema schema = Schema{}
                            .flag("enabled", true)
                            .integer("epochs", -10)
                            .real("lr", 1e-3)
                            .text("name", "a b")
                            .choice("kind", "slow", {"fast", "slow"})
                            .reals("mean", {0.5, 2, 1e-300});
  const std::vector<tlhost_param> list = schema.list();
  REQUIRE(list.size() == 6);
  const std::vector<std::string> names = {"enabled", "epochs", "lr", "name", "kind", "mean"};
  const std::vector<std::uint32_t> types = {
      TLHOST_T_BOOL, TLHOST_T_INT, TLHOST_T_REAL, TLHOST_T_TEXT, TLHOST_T_CHOICE, TLHOST_T_REALS};
  const std::vector<std::string> defaults = {
      "true", "-10", "0.001", "\"a b\"", "\"slow\"", "[0.5,2,1e-300]"};
  for (std::size_t i = 0; i < list.size(); ++i) {
    CHECK(list[i].struct_size == sizeof(tlhost_param));
    CHECK(list[i].name == names[i]);
    CHECK(list[i].type == types[i]);
    CHECK(list[i].default_json == defaults[i]);
    CHECK(list[i].flags == 0);
    CHECK(list[i].unit == nullptr);
    CHECK(list[i].doc == nullptr);
  }
}

TEST_CASE("bounds, unit and sentence belong to the parameter just named", "[sdk][schema]") {
  const Schema schema = Schema{}
                            .integer("a", 3)
                            .at_least(1)
                            .at_most(9)
                            .unit("epochs")
                            .doc("first")
                            .real("b", 0.5)
                            .above(0)
                            .real("c", 1);
  const std::vector<tlhost_param> list = schema.list();
  CHECK(list[0].flags == (TLHOST_P_MIN | TLHOST_P_MAX));
  CHECK(list[0].min == 1);
  CHECK(list[0].max == 9);
  CHECK(list[0].unit == std::string("epochs"));
  CHECK(list[0].doc == std::string("first"));
  CHECK(list[1].flags == (TLHOST_P_MIN | TLHOST_P_MIN_OPEN));
  CHECK(list[1].min == 0);
  CHECK(list[1].unit == nullptr);
  CHECK(list[2].flags == 0);
}

TEST_CASE("the words of a choice end with null; other types have none", "[sdk][schema]") {
  const Schema schema = Schema{}.choice("kind", "x", {"x", "y"}).flag("enabled", false);
  const std::vector<tlhost_param> list = schema.list();
  REQUIRE(list[0].choices != nullptr);
  CHECK(list[0].choices[0] == std::string("x"));
  CHECK(list[0].choices[1] == std::string("y"));
  CHECK(list[0].choices[2] == nullptr);
  CHECK(list[1].choices == nullptr);
}

TEST_CASE("a path is required and has no default", "[sdk][schema]") {
  const Schema schema = Schema{}.path("root").doc("a folder");
  const tlhost_param param = schema.list().at(0);
  CHECK(param.type == TLHOST_T_PATH);
  CHECK(param.flags == TLHOST_P_REQUIRED);
  CHECK(param.default_json == nullptr);
}

TEST_CASE("the strings of a list stay where they are while the schema lives", "[sdk][schema]") {
  Schema schema;
  for (int i = 0; i < 100; ++i) {
    schema.text(("parameter_" + std::to_string(i)).c_str(), "x").doc("sentence");
  }
  const std::vector<tlhost_param> list = schema.list();
  REQUIRE(list.size() == 100);
  CHECK(list.front().name == std::string("parameter_0"));
  CHECK(list.back().name == std::string("parameter_99"));
  CHECK(schema.list().front().name == list.front().name);
}

TEST_CASE("a word of the experiment file is no parameter", "[sdk][schema]") {
  for (const char* word :
       {"use", "for", "training", "seeds", "split", "numeric", "note", "relabel", "follow_links"}) {
    CHECK_THROWS_AS(Schema{}.flag(word, true), ConfigError);
  }
  CHECK_THROWS_WITH(Schema{}.integer("training", 1),
                    "parameter \"training\": the experiment file reserves this word");
  CHECK_NOTHROW(Schema{}.integer("used", 1).integer("fortune", 2));
}

TEST_CASE("a parameter is declared once", "[sdk][schema]") {
  CHECK_THROWS_AS(Schema{}.flag("a", true).real("a", 1), ConfigError);
  CHECK_THROWS_WITH(Schema{}.flag("a", true).real("a", 1), "parameter \"a\" is declared twice");
}

TEST_CASE("a bound needs a parameter before it", "[sdk][schema]") {
  const char* text = "a bound, unit or doc comes before the first parameter";
  CHECK_THROWS_AS(Schema{}.at_least(1), ConfigError);
  CHECK_THROWS_WITH(Schema{}.at_least(1), text);
  CHECK_THROWS_WITH(Schema{}.above(1), text);
  CHECK_THROWS_WITH(Schema{}.at_most(1), text);
  CHECK_THROWS_WITH(Schema{}.unit("s"), text);
  CHECK_THROWS_WITH(Schema{}.doc("x"), text);
}

TEST_CASE("the default of a text is JSON that reads back as the same text", "[sdk][schema]") {
  for (const std::string text :
       {"", "plain", "say \"no\"", "back\\slash", "two\nlines", "a\ttab", "\x01", "\xc3\xa9"}) {
    INFO(text);
    const Schema schema = Schema{}.text("text", text.c_str());
    boost::json::error_code error;
    const auto json = boost::json::parse(schema.list().at(0).default_json, error);
    CHECK_FALSE(error);
    CHECK((json.is_string() && json.as_string() == text));
  }
}

TEST_CASE("the default of a real is JSON that reads back as the same value", "[sdk][schema]") {
  for (const double value : {0.0, -0.5, 1.0 / 3, 1e300, 5e-324, 123456789.125}) {
    const Schema schema = Schema{}.real("x", value);
    CHECK(boost::json::parse(schema.list().at(0).default_json).to_number<double>() == value);
  }
}
