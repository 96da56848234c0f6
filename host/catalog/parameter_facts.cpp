#include "host/catalog/parameter_facts.hpp"

#include "host/store/canonical_json.hpp"

#include <tlhost/error.hpp>

#include <boost/json/parse.hpp>
#include <boost/json/value_from.hpp>
#include <boost/json/value_to.hpp>

#include <algorithm>
#include <cmath>

namespace tlhost::engine {
namespace {

constexpr struct {
  ParameterType type;
  std::uint32_t code;
  const char* name;
} kTypes[] = {{ParameterType::flag, TLHOST_T_BOOL, "flag"},
              {ParameterType::integer, TLHOST_T_INT, "integer"},
              {ParameterType::real, TLHOST_T_REAL, "real"},
              {ParameterType::text, TLHOST_T_TEXT, "text"},
              {ParameterType::path, TLHOST_T_PATH, "path"},
              {ParameterType::choice, TLHOST_T_CHOICE, "choice"},
              {ParameterType::reals, TLHOST_T_REALS, "list of reals"},
              {ParameterType::texts, TLHOST_T_TEXTS, "list of texts"}};

std::string joined(const std::vector<std::string>& words) {
  std::string all;
  for (const std::string& word : words) {
    all += (all.empty() ? "\"" : ", \"") + word + "\"";
  }
  return all;
}

std::string bounds_problem(const ParameterFacts& parameter, double value) {
  const bool low =
      parameter.has_min && (parameter.min_open ? value <= parameter.min : value < parameter.min);
  const bool high = parameter.has_max && value > parameter.max;
  if (low || high || !std::isfinite(value)) {
    return number_text(value) + " is outside " + parameter.range();
  }
  return "";
}

std::string expected(const ParameterFacts& parameter) {
  return std::string("expected a ") + name_of(parameter.type);
}

std::string fit_number(const ParameterFacts& parameter, Argument::Value& value) {
  if (parameter.type == ParameterType::real && std::holds_alternative<std::int64_t>(value)) {
    value = static_cast<double>(std::get<std::int64_t>(value));
  }
  if (const double* real = std::get_if<double>(&value);
      real != nullptr && parameter.type == ParameterType::integer && std::abs(*real) < 9e15 &&
      *real == std::floor(*real)) {
    value = static_cast<std::int64_t>(*real);
  }
  if (parameter.type == ParameterType::integer && std::holds_alternative<std::int64_t>(value)) {
    return bounds_problem(parameter, static_cast<double>(std::get<std::int64_t>(value)));
  }
  if (parameter.type == ParameterType::real && std::holds_alternative<double>(value)) {
    return bounds_problem(parameter, std::get<double>(value));
  }
  return parameter.type == ParameterType::integer ? "expected an integer" : "expected a number";
}

std::string fit_list(const ParameterFacts& parameter, const Argument::Value& value) {
  if (const auto* reals = std::get_if<std::vector<double>>(&value);
      reals != nullptr && (parameter.type == ParameterType::reals || reals->empty())) {
    for (const double real : *reals) {
      if (std::string problem = bounds_problem(parameter, real); !problem.empty()) {
        return problem;
      }
    }
    return "";
  }
  return parameter.type == ParameterType::texts &&
                 std::holds_alternative<std::vector<std::string>>(value)
             ? ""
             : expected(parameter);
}

}  // namespace

bool is_parameter_type(std::uint32_t code) {
  return std::any_of(
      std::begin(kTypes), std::end(kTypes), [&](const auto& known) { return known.code == code; });
}

const char* table_of(Kind kind) {
  switch (kind) {
    case Kind::dataset:
      return "datasets";
    case Kind::model:
      return "models";
    case Kind::strategy:
      break;
  }
  return "strategies";
}

const char* name_of(ParameterType type) {
  for (const auto& known : kTypes) {
    if (known.type == type) {
      return known.name;
    }
  }
  return "value";
}

std::string ParameterFacts::range() const {
  if (!choices.empty()) {
    return joined(choices);
  }
  const std::string low = has_min ? number_text(min) + (min_open ? " < " : " <= ") : "";
  const std::string high = has_max ? " <= " + number_text(max) : "";
  return low.empty() && high.empty() ? "" : low + "x" + high;
}

std::string fit_value(const ParameterFacts& parameter, Argument::Value& value) {
  switch (parameter.type) {
    case ParameterType::flag:
      return std::holds_alternative<bool>(value) ? "" : "expected true or false";
    case ParameterType::integer:
    case ParameterType::real:
      return fit_number(parameter, value);
    case ParameterType::text:
    case ParameterType::path:
      return std::holds_alternative<std::string>(value) ? "" : expected(parameter);
    case ParameterType::choice: {
      const auto* word = std::get_if<std::string>(&value);
      if (word == nullptr) {
        return "expected one of " + parameter.range();
      }
      if (std::find(parameter.choices.begin(), parameter.choices.end(), *word) !=
          parameter.choices.end()) {
        return "";
      }
      const std::string near = nearest_word(*word, parameter.choices);
      return "\"" + *word + "\" is not one of " + parameter.range() +
             (near.empty() ? "" : "; did you mean \"" + near + "\"?");
    }
    case ParameterType::reals:
    case ParameterType::texts:
      break;
  }
  return fit_list(parameter, value);
}

boost::json::value value_to_json(const Argument::Value& value) {
  return std::visit([](const auto& v) { return boost::json::value_from(v); }, value);
}

Argument::Value value_from_json(const boost::json::value& json, ParameterType type) {
  switch (json.kind()) {
    case boost::json::kind::bool_:
      return json.as_bool();
    case boost::json::kind::int64:
      return json.as_int64();
    case boost::json::kind::double_:
      return json.as_double();
    case boost::json::kind::string:
      return std::string(json.as_string());
    case boost::json::kind::array:
      break;
    default:
      return nullptr;
  }
  if (type == ParameterType::texts) {
    return boost::json::value_to<std::vector<std::string>>(json);
  }
  return boost::json::value_to<std::vector<double>>(json);
}

ParameterFacts parameter_facts(const tlhost_param& param) {
  ParameterFacts facts;
  facts.name = param.name == nullptr ? "" : param.name;
  const auto refuse = [&facts](const std::string& why) {
    return ConfigError("parameter \"" + facts.name + "\": " + why);
  };
  const auto* type = std::find_if(
      std::begin(kTypes), std::end(kTypes), [&](const auto& t) { return t.code == param.type; });
  if (facts.name.empty() || type == std::end(kTypes)) {
    throw refuse("it has no name, or an unknown type");
  }
  facts.type = type->type;
  facts.unit = param.unit == nullptr ? "" : param.unit;
  facts.doc = param.doc == nullptr ? "" : param.doc;
  facts.required = (param.flags & TLHOST_P_REQUIRED) != 0;
  facts.has_min = (param.flags & TLHOST_P_MIN) != 0;
  facts.has_max = (param.flags & TLHOST_P_MAX) != 0;
  facts.min_open = (param.flags & TLHOST_P_MIN_OPEN) != 0;
  facts.min = param.min;
  facts.max = param.max;
  if ((facts.has_min && !std::isfinite(facts.min)) ||
      (facts.has_max && !std::isfinite(facts.max))) {
    throw refuse("a bound is no finite number");
  }
  for (const char* const* choice = param.choices; choice != nullptr && *choice != nullptr;
       ++choice) {
    facts.choices.emplace_back(*choice);
  }
  if (facts.type == ParameterType::choice && facts.choices.empty()) {
    throw refuse("a choice needs words to choose from");
  }
  if (facts.required) {
    return facts;
  }
  boost::json::error_code error;
  const boost::json::value json =
      boost::json::parse(param.default_json == nullptr ? "" : param.default_json, error);
  if (error) {
    throw refuse("its default is not JSON");
  }
  try {
    facts.default_value = value_from_json(json, facts.type);
  } catch (const std::exception&) {  // a list of other things than its type
    throw refuse("its default does not fit: " + expected(facts));
  }
  if (const std::string problem = fit_value(facts, facts.default_value); !problem.empty()) {
    throw refuse("its default does not fit: " + problem);
  }
  return facts;
}

}  // namespace tlhost::engine
