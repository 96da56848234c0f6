#include "host/store/canonical_json.hpp"

#include "tests/support/catch.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include <cmath>
#include <limits>
#include <stdexcept>

using namespace tlhost::engine;

namespace {

std::string canonical(const char* text) { return canonical_json(boost::json::parse(text)); }

}  // namespace

TEST_CASE("one value has one spelling", "[store][json]") {
  CHECK(canonical(R"( { "b" : 1 , "a" : [ ] , "B" : { } } )") == R"({"B":{},"a":[],"b":1})");
  CHECK(canonical(R"([true, false, null, "x"])") == R"([true,false,null,"x"])");
  CHECK(canonical("\"\\u0061\\/\"") == R"("a/")");
  CHECK(canonical(R"({"é":1,"z":2,"aa":3,"a":4})") == R"({"a":4,"aa":3,"z":2,"é":1})");
}

TEST_CASE("integers are spelt as integers, to the last digit", "[store][json]") {
  CHECK(canonical("[0, -0, 9007199254740993, -9223372036854775808, 18446744073709551615]") ==
        "[0,0,9007199254740993,-9223372036854775808,18446744073709551615]");
}

TEST_CASE("reals are spelt in the shortest way that reads back", "[store][json]") {
  const boost::json::value reals = {0.1, 1.0, -0.0, 1e21, 1e-7, 0.1 + 0.2, 5e-324};
  CHECK(canonical_json(reals) == "[0.1,1,0,1e+21,1e-07,0.30000000000000004,5e-324]");
  CHECK(number_text(-2.5) == "-2.5");
  CHECK(number_text(-0.0) == "0");
  CHECK(number_text(std::numeric_limits<double>::max()) == "1.7976931348623157e+308");
  CHECK(number_text(std::nan("")) == "null");
  CHECK(number_text(-std::numeric_limits<double>::infinity()) == "null");
}

TEST_CASE("only what JSON asks for is escaped", "[store][json]") {
  std::string out;
  append_json_string(out, std::string("\"\\/\b\f\n\r\t\x01\x1f\x7f\0", 12) + "é€😀");
  CHECK(out == "\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0001\\u001f\x7f\\u0000é€😀\"");
  const auto read = boost::json::parse(out);
  CHECK(canonical_json(read) == out);
}

TEST_CASE("what JSON cannot hold is refused, not replaced", "[store][json]") {
  for (const double value : {std::nan(""), HUGE_VAL, -HUGE_VAL}) {
    CHECK_THROWS_AS(canonical_json({{"a", value}}), std::invalid_argument);
  }
  CHECK_THROWS_WITH(canonical_json(boost::json::value(HUGE_VAL)), Catch::Contains("not finite"));
  // A lone byte, a cut character, overlong "/", a surrogate, and a point above U+10FFFF.
  for (const char* text : {"\xff", "a\xc3", "\xc0\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80"}) {
    CHECK_THROWS_AS(canonical_json(boost::json::value(text)), std::invalid_argument);
    CHECK_THROWS_WITH(canonical_json({{text, 1}}), Catch::Contains("UTF-8"));
  }
}
