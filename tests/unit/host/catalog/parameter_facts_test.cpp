#include "host/catalog/parameter_facts.hpp"

#include "host/store/canonical_json.hpp"
#include "tests/support/catch.hpp"

#include <tlhost/error.hpp>

#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

using namespace tlhost::engine;

namespace {

using Value = Argument::Value;
using Reals = std::vector<double>;
using Texts = std::vector<std::string>;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr const char* kWords[] = {"mean", "max", "attention", nullptr};

tlhost_param declared(std::uint32_t type, const char* default_json) {
  tlhost_param param{};
  param.struct_size = sizeof param;
  param.type = type;
  param.name = "p";
  param.default_json = default_json;
  param.flags = default_json == nullptr ? TLHOST_P_REQUIRED : 0;
  return param;
}

std::string complaint_of(const tlhost_param& param) {
  try {
    parameter_facts(param);
  } catch (const tlhost::ConfigError& error) {
    return error.what();
  }
  return "";
}

Value default_of(std::uint32_t type, const char* json) {
  return parameter_facts(declared(type, json)).default_value;
}

ParameterFacts facts_of(ParameterType type) {
  ParameterFacts facts;
  facts.name = "p";
  facts.type = type;
  if (type == ParameterType::choice) {
    facts.choices = {"mean", "max", "attention"};
  }
  return facts;
}

/// What a value becomes, or the complaint.
std::string fitted(const ParameterFacts& facts, Value value) {
  const std::string problem = fit_value(facts, value);
  return problem.empty() ? canonical_json(value_to_json(value)) : problem;
}

std::string fitted(ParameterType type, Value value) {
  return fitted(facts_of(type), std::move(value));
}

}  // namespace

TEST_CASE("a declaration of every type is read", "[catalog][parameter]") {
  CHECK(default_of(TLHOST_T_BOOL, "true") == Value(true));
  CHECK(default_of(TLHOST_T_INT, "-3") == Value(std::int64_t{-3}));
  CHECK(default_of(TLHOST_T_REAL, "1e-3") == Value(0.001));
  CHECK(default_of(TLHOST_T_REAL, "2") == Value(2.0));
  CHECK(default_of(TLHOST_T_TEXT, "\"a\\\"b\"") == Value(std::string("a\"b")));
  CHECK(default_of(TLHOST_T_REALS, "[1, 0.5]") == Value(Reals{1, 0.5}));
  CHECK(default_of(TLHOST_T_TEXTS, R"(["a", ""])") == Value(Texts{"a", ""}));
  CHECK(default_of(TLHOST_T_REALS, "[]") == Value(Reals{}));
  tlhost_param choice = declared(TLHOST_T_CHOICE, "\"max\"");
  choice.choices = kWords;
  CHECK(parameter_facts(choice).default_value == Value(std::string("max")));
  CHECK(parameter_facts(choice).range() == R"("mean", "max", "attention")");
  const ParameterFacts path = parameter_facts(declared(TLHOST_T_PATH, nullptr));
  CHECK(path.required);
  CHECK(path.default_value == Value(nullptr));
}

TEST_CASE("a declaration's words and bounds are kept", "[catalog][parameter]") {
  tlhost_param param = declared(TLHOST_T_REAL, "0.5");
  param.flags = TLHOST_P_MIN | TLHOST_P_MIN_OPEN | TLHOST_P_MAX;
  param.max = 1;
  param.unit = "x lr";
  param.doc = "how fast";
  const ParameterFacts facts = parameter_facts(param);
  CHECK(facts.name == "p");
  CHECK(facts.type == ParameterType::real);
  CHECK(facts.unit == "x lr");
  CHECK(facts.doc == "how fast");
  CHECK_FALSE(facts.required);
  CHECK(facts.range() == "0 < x <= 1");
  ParameterFacts other = facts;
  other.min_open = false;
  CHECK(other.range() == "0 <= x <= 1");
  other.has_max = false;
  CHECK(other.range() == "0 <= x");
  other.has_min = false;
  CHECK(other.range().empty());
}

TEST_CASE("a declaration without a name or type is refused", "[catalog][parameter]") {
  tlhost_param param = declared(TLHOST_T_INT, "1");
  for (const char* name : {static_cast<const char*>(nullptr), ""}) {
    param.name = name;
    CHECK(complaint_of(param) == "parameter \"\": it has no name, or an unknown type");
  }
  for (const std::uint32_t type : {0U, 9U, 4000000000U}) {
    CHECK(complaint_of(declared(type, "1")) ==
          "parameter \"p\": it has no name, or an unknown type");
  }
}

TEST_CASE("a default that contradicts its type is refused", "[catalog][parameter]") {
  const std::string start = "parameter \"p\": its default does not fit: ";
  CHECK(complaint_of(declared(TLHOST_T_INT, "1.5")) == start + "expected an integer");
  CHECK(complaint_of(declared(TLHOST_T_INT, "\"1\"")) == start + "expected an integer");
  CHECK(complaint_of(declared(TLHOST_T_BOOL, "1")) == start + "expected true or false");
  CHECK(complaint_of(declared(TLHOST_T_REAL, "null")) == start + "expected a number");
  CHECK(complaint_of(declared(TLHOST_T_TEXT, "3")) == start + "expected a text");
  CHECK(complaint_of(declared(TLHOST_T_REALS, "1")) == start + "expected a list of reals");
  CHECK(complaint_of(declared(TLHOST_T_TEXTS, "{}")) == start + "expected a list of texts");
  for (const char* json : {"", "{", "yes", "1 2", "[1,"}) {
    CAPTURE(json);
    CHECK(complaint_of(declared(TLHOST_T_INT, json)) == "parameter \"p\": its default is not JSON");
  }
}

TEST_CASE("a default that is a list of other things is refused as a contradiction",
          "[catalog][parameter]") {
  const std::string start = "parameter \"p\": its default does not fit: ";
  CHECK_THROWS_AS(parameter_facts(declared(TLHOST_T_REALS, R"(["a"])")), tlhost::ConfigError);
  CHECK_THROWS_AS(parameter_facts(declared(TLHOST_T_TEXTS, "[1]")), tlhost::ConfigError);
  CHECK_THROWS_AS(parameter_facts(declared(TLHOST_T_REALS, "[1, [2]]")), tlhost::ConfigError);
  CHECK(complaint_of(declared(TLHOST_T_INT, "[1]")) == start + "expected an integer");
  CHECK(complaint_of(declared(TLHOST_T_TEXT, R"(["a"])")) == start + "expected a text");
}

TEST_CASE("a default outside its bounds or choices is refused", "[catalog][parameter]") {
  tlhost_param param = declared(TLHOST_T_INT, "0");
  param.flags = TLHOST_P_MIN;
  param.min = 1;
  CHECK(complaint_of(param) == "parameter \"p\": its default does not fit: 0 is outside 1 <= x");
  tlhost_param choice = declared(TLHOST_T_CHOICE, "\"median\"");
  choice.choices = kWords;
  CHECK(complaint_of(choice).find("\"median\" is not one of \"mean\", \"max\"") !=
        std::string::npos);
}

TEST_CASE("a choice without words is refused", "[catalog][parameter]") {
  const char* const none[] = {nullptr};
  for (const char* json : {static_cast<const char*>(nullptr), "\"mean\""}) {
    tlhost_param param = declared(TLHOST_T_CHOICE, json);
    CHECK_FALSE(complaint_of(param).empty());
    param.choices = none;
    CHECK_FALSE(complaint_of(param).empty());
  }
}

TEST_CASE("whole numbers fit integers however they are written", "[catalog][parameter]") {
  const auto type = ParameterType::integer;
  CHECK(fitted(type, std::int64_t{3}) == "3");
  CHECK(fitted(type, 3.0) == "3");
  CHECK(fitted(type, -0.0) == "0");
  CHECK(fitted(type, 3.5) == "expected an integer");
  CHECK(fitted(type, 1e300) == "expected an integer");
  CHECK(fitted(type, kNan) == "expected an integer");
  CHECK(fitted(type, true) == "expected an integer");
  CHECK(fitted(type, std::string("3")) == "expected an integer");
  CHECK(fitted(type, nullptr) == "expected an integer");
  CHECK(fitted(type, Reals{3}) == "expected an integer");
}

TEST_CASE("an integer stands for a real", "[catalog][parameter]") {
  Value value = std::int64_t{3};
  CHECK(fit_value(facts_of(ParameterType::real), value).empty());
  CHECK(value == Value(3.0));
  CHECK(fitted(ParameterType::real, 0.1) == "0.1");
  CHECK(fitted(ParameterType::real, std::string("0.1")) == "expected a number");
  CHECK(fitted(ParameterType::real, false) == "expected a number");
  CHECK(fitted(ParameterType::real, kNan).find("is outside") != std::string::npos);
}

TEST_CASE("bounds hold for integers, reals and each item of a list", "[catalog][parameter]") {
  ParameterFacts facts = facts_of(ParameterType::real);
  facts.has_min = facts.has_max = facts.min_open = true;
  facts.max = 1;
  CHECK(fitted(facts, 1.0) == "1");
  CHECK(fitted(facts, 0.0) == "0 is outside 0 < x <= 1");
  CHECK(fitted(facts, 1.5) == "1.5 is outside 0 < x <= 1");
  facts.min_open = false;
  CHECK(fitted(facts, 0.0) == "0");
  facts.type = ParameterType::integer;
  CHECK(fitted(facts, std::int64_t{-1}) == "-1 is outside 0 <= x <= 1");
  CHECK(fitted(facts, 2.0) == "2 is outside 0 <= x <= 1");
  facts.type = ParameterType::reals;
  CHECK(fitted(facts, Reals{0, 0.5, 1}) == "[0,0.5,1]");
  CHECK(fitted(facts, Reals{0, 0.5, 1.5}) == "1.5 is outside 0 <= x <= 1");
}

TEST_CASE("a word that is no choice is told the nearest one", "[catalog][parameter]") {
  const auto type = ParameterType::choice;
  CHECK(fitted(type, std::string("max")) == "\"max\"");
  CHECK(fitted(type, std::string("atention")) ==
        R"("atention" is not one of "mean", "max", "attention"; did you mean "attention"?)");
  CHECK(fitted(type, std::string("gem")) == R"("gem" is not one of "mean", "max", "attention")");
  CHECK(fitted(type, std::int64_t{1}) == R"(expected one of "mean", "max", "attention")");
}

TEST_CASE("texts, paths, flags and lists take their own kind only", "[catalog][parameter]") {
  CHECK(fitted(ParameterType::flag, true) == "true");
  CHECK(fitted(ParameterType::flag, std::int64_t{1}) == "expected true or false");
  CHECK(fitted(ParameterType::text, std::string("")) == "\"\"");
  CHECK(fitted(ParameterType::text, 1.0) == "expected a text");
  CHECK(fitted(ParameterType::path, nullptr) == "expected a path");
  CHECK(fitted(ParameterType::texts, Texts{"a", "b"}) == R"(["a","b"])");
  CHECK(fitted(ParameterType::texts, Reals{1}) == "expected a list of texts");
  CHECK(fitted(ParameterType::reals, Texts{"a"}) == "expected a list of reals");
  CHECK(fitted(ParameterType::reals, 1.0) == "expected a list of reals");
}

TEST_CASE("an empty list is an empty list of either kind", "[catalog][parameter]") {
  CHECK(fitted(ParameterType::texts, Reals{}) == "[]");
  CHECK(fitted(ParameterType::reals, Reals{}) == "[]");
  CHECK(fitted(ParameterType::texts, Texts{}) == "[]");
}

TEST_CASE("a value is the same after its way as JSON", "[catalog][parameter]") {
  const auto back = [](const Value& value, ParameterType type) {
    return value_from_json(value_to_json(value), type) == value;
  };
  CHECK(back(true, ParameterType::flag));
  CHECK(back(std::int64_t{1} << 60, ParameterType::integer));
  CHECK(back(0.1, ParameterType::real));
  CHECK(back(std::string("x"), ParameterType::text));
  CHECK(back(Reals{1, 2.5}, ParameterType::reals));
  CHECK(back(Texts{"a"}, ParameterType::texts));
  CHECK(back(Texts{}, ParameterType::texts));
  CHECK(back(nullptr, ParameterType::path));
}

TEST_CASE("a bound that is no finite number is refused", "[catalog][parameter]") {
  for (const double bound : {kNan, std::numeric_limits<double>::infinity()}) {
    tlhost_param low = declared(TLHOST_T_INT, "1"), high = declared(TLHOST_T_REAL, "1");
    low.flags |= TLHOST_P_MIN;
    low.min = bound;
    high.flags |= TLHOST_P_MAX;
    high.max = bound;
    CHECK(complaint_of(low) == "parameter \"p\": a bound is no finite number");
    CHECK(complaint_of(high) == "parameter \"p\": a bound is no finite number");
  }
}
