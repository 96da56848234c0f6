#include "host/spec/field_schema.hpp"

#include "host/spec/make_field.hpp"
#include "host/store/canonical_json.hpp"
#include "tests/support/catch.hpp"

#include <cstdint>
#include <stdexcept>
#include <string>

using namespace tlhost::engine;

namespace {

enum class Colour : std::uint8_t { red, green };

struct Sample {
  std::int64_t count = 3;
  double rate = -1;  // not in its range: stands for "not said"
  bool fast = true;
  std::string word = "one", name;
  Colour colour = Colour::green;
};

FieldTable<Sample> sample_fields() {
  return {required(integer_field("count", &Sample::count, from_to(1, 8), "how many")),
          number_field("rate", &Sample::rate, between(0, 1), "how fast"),
          flag_field("fast", &Sample::fast, "whether"),
          choice_field<Sample>("word", &Sample::word, {{"one", "two"}, {"three"}}, "which"),
          enum_field<&Sample::colour>("colour", {{"red", "green"}}, "what colour"),
          text_field("name", &Sample::name, "its name"),
          hand_field<Sample>("list", "some"),
          later_field<Sample>("later")};
}

boost::json::object sample_schema(const std::string& outer = "") {
  return object_schema(
      sample_fields(), {{"list", {{"type", "array"}, {"default", nullptr}}}}, outer);
}

std::string property(const boost::json::object& schema, const char* name) {
  return canonical_json(schema.at("properties").as_object().at(name));
}

}  // namespace

TEST_CASE("each kind of field has its schema, with the member's value as default",
          "[spec][schema]") {
  const boost::json::object schema = sample_schema();
  CHECK(property(schema, "count") ==
        R"({"description":"how many","maximum":8,"minimum":1,"type":"integer"})");
  CHECK(property(schema, "rate") ==
        R"({"description":"how fast","exclusiveMaximum":1,"exclusiveMinimum":0,"type":"number"})");
  CHECK(property(schema, "fast") == R"({"default":true,"description":"whether","type":"boolean"})");
  CHECK(property(schema, "word") ==
        R"({"default":"one","description":"which","enum":["one","two"],"type":"string"})");
  CHECK(
      property(schema, "colour") ==
      R"({"default":"green","description":"what colour","enum":["red","green"],"type":"string"})");
  CHECK(property(schema, "name") == R"({"description":"its name","type":"string"})");
}

TEST_CASE("an object has the keys of its table, what is for later left out", "[spec][schema]") {
  const boost::json::object schema = sample_schema();
  CHECK_FALSE(schema.at("properties").as_object().contains("later"));
  CHECK(schema.at("properties").as_object().size() == 7);
  CHECK(schema.at("required") == boost::json::array{"count"});
  CHECK(schema.at("additionalProperties") == boost::json::value(false));
  CHECK(later_names(sample_fields()) == std::vector<std::string>{"later"});
}

TEST_CASE("where values come from further out there is no default, but a word", "[spec][schema]") {
  const boost::json::object schema = sample_schema("the file's");
  CHECK(property(schema, "fast") ==
        R"x({"description":"whether (default: the file's)","type":"boolean"})x");
  CHECK(property(schema, "list") ==
        R"x({"description":"some (default: the file's)","type":"array"})x");
  CHECK(property(schema, "count").find("default") == std::string::npos);
}

TEST_CASE("a key read by hand without a schema is seen, and a schema without a key",
          "[spec][schema]") {
  const Shapes none, both{{"list", {}}, {"lists", {}}};
  CHECK_THROWS_AS(object_schema(sample_fields(), none), std::logic_error);
  CHECK_THROWS_AS(object_schema(sample_fields(), both), std::logic_error);
}
