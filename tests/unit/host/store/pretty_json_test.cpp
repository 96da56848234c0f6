#include "host/store/pretty_json.hpp"

#include "tests/support/catch.hpp"

#include <boost/json/parse.hpp>

#include <string>

using tlhost::engine::pretty_json;

TEST_CASE("what fits stands on one line, in its order", "[store]") {
  CHECK(pretty_json(boost::json::parse(R"({"b": 1, "a": [true, null, 0.50]})")) ==
        R"({"b": 1, "a": [true, null, 0.5]})");
  CHECK(pretty_json(boost::json::parse("{}")) == "{}");
  CHECK(pretty_json(boost::json::parse("[]")) == "[]");
  CHECK(pretty_json("a\"b") == R"("a\"b")");
}

TEST_CASE("what does not fit is broken, two spaces a level", "[store]") {
  const std::string word(60, 'x');
  const boost::json::value value{{"one", word}, {"two", {{"three", word}}}};
  CHECK(pretty_json(value) ==
        "{\n  \"one\": \"" + word + "\",\n  \"two\": {\"three\": \"" + word + "\"}\n}");
  const boost::json::array list{word, boost::json::array{word, word}};
  CHECK(pretty_json(list) ==
        "[\n  \"" + word + "\",\n  [\n    \"" + word + "\",\n    \"" + word + "\"\n  ]\n]");
}

TEST_CASE("pretty JSON reads back as the same value", "[store]") {
  const boost::json::value value = boost::json::parse(
      R"({"a": [[1, [2, {"long": "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"}]], ""],
          "": {"b": {"c": [-1e300, 18, "yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy"]}}})");
  CHECK(boost::json::parse(pretty_json(value)) == value);
}
