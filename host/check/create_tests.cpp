#include "host/catalog/parameter_facts.hpp"
#include "host/check/create_traces.hpp"
#include "host/check/recorded_make.hpp"
#include "host/check/verdicts.hpp"

#include <tlhost/error.hpp>
#include <tlhost/object.hpp>

#include <cmath>
#include <iterator>
#include <limits>
#include <optional>

namespace tlhost::engine {
namespace {

using Value = Argument::Value;
using Complaints = std::vector<std::string>;

constexpr double kInfinity = std::numeric_limits<double>::infinity();

std::string shown(const ParameterFacts& parameter, const Value& value) {
  const auto* real = std::get_if<double>(&value);
  const auto* whole = std::get_if<std::int64_t>(&value);
  const auto* word = std::get_if<std::string>(&value);
  const auto* flag = std::get_if<bool>(&value);
  const std::string text = real != nullptr    ? std::to_string(*real)
                           : whole != nullptr ? std::to_string(*whole)
                           : word != nullptr  ? "\"" + *word + "\""
                           : flag != nullptr  ? (*flag ? "true" : "false")
                                              : "null or a list";
  return "\"" + parameter.name + "\" = " + text;
}

/// What is wrong with how the constructor takes a value that the schema allows: only a refusal that
/// says what to do is an answer.
std::string answer_to(const Subject& subject, const ParameterFacts& parameter, const Value& value) {
  Arguments arguments = subject.arguments;
  arguments[parameter.name] = value;
  try {
    make_object(subject, arguments);
  } catch (const ConfigError&) {
  } catch (const NotApplicable&) {
  } catch (const ResourceError&) {
  } catch (const std::exception& error) {
    return shown(parameter, value) + ": " + error.what() + " (expected a ConfigError)";
  }
  return "";
}

bool is_number(const ParameterFacts& parameter) {
  return parameter.type == ParameterType::integer || parameter.type == ParameterType::real;
}

/// `bound`, or the number `steps` beside it, in the parameter's type; nothing where there is none.
/// Beside what is no number lies every number.
std::optional<Value> beside(const ParameterFacts& parameter, double bound, int steps) {
  constexpr double kAllExact = 9007199254740992;  // 2^53
  if (std::isnan(bound)) {
    return parameter.type == ParameterType::integer ? Value(std::int64_t{0}) : Value(0.0);
  }
  if (parameter.type == ParameterType::integer) {
    return std::abs(bound) < kAllExact
               ? std::optional<Value>(static_cast<std::int64_t>(bound) + steps)
               : std::nullopt;
  }
  const double value =
      steps == 0 ? bound : std::nextafter(bound, steps > 0 ? kInfinity : -kInfinity);
  return std::isfinite(value) ? std::optional<Value>(value) : std::nullopt;
}

void add(std::vector<Value>& values, const std::optional<Value>& value) {
  if (value) {
    values.push_back(*value);
  }
}

/// The least number that lies within the bounds, and the greatest.
double lowest(const ParameterFacts& parameter) {
  if (parameter.type == ParameterType::integer) {
    return parameter.min_open ? std::floor(parameter.min) + 1 : std::ceil(parameter.min);
  }
  return parameter.min_open ? std::nextafter(parameter.min, kInfinity) : parameter.min;
}

double highest(const ParameterFacts& parameter) {
  return parameter.type == ParameterType::integer ? std::floor(parameter.max) : parameter.max;
}

std::vector<Value> values_at_bounds(const ParameterFacts& parameter) {
  std::vector<Value> values;
  if (is_number(parameter) && parameter.has_min) {
    add(values, beside(parameter, lowest(parameter), 0));
  }
  if (is_number(parameter) && parameter.has_max) {
    add(values, beside(parameter, highest(parameter), 0));
  }
  return values;
}

/// Values that the schema must keep from the constructor.
std::vector<Value> values_outside(const ParameterFacts& parameter) {
  std::vector<Value> values{nullptr};
  if (is_number(parameter)) {
    values.emplace_back("a text");
    values.emplace_back(true);
  } else {
    values.emplace_back(std::int64_t{1});
    values.emplace_back(1.5);
  }
  if (parameter.type == ParameterType::integer) {
    values.emplace_back(0.5);
  }
  if (parameter.type == ParameterType::choice) {
    values.emplace_back("no such word");
  }
  if (is_number(parameter) && parameter.has_min) {
    add(values, beside(parameter, lowest(parameter), -1));
  }
  if (is_number(parameter) && parameter.has_max) {
    add(values, beside(parameter, highest(parameter), 1));
  }
  return values;
}

Verdict made_with_defaults(const Subject& subject) {
  make_object(subject, subject.arguments);
  return verdict::pass();
}

Verdict reads_what_it_declares(const Subject& subject) {
  ParameterReads reads;
  try {
    make_object(subject, subject.arguments, reads);
  } catch (const std::exception&) {
    if (reads.undeclared.empty()) {
      throw;
    }
  }
  return verdict::of({reads.undeclared.begin(), reads.undeclared.end()});
}

Verdict reads_all(const Subject& subject) {
  ParameterReads reads;
  make_object(subject, subject.arguments, reads);
  Complaints complaints;
  for (const ParameterFacts& parameter : subject.entry->facts.parameters) {
    if (reads.declared.count(parameter.name) == 0) {
      complaints.push_back("it declares \"" + parameter.name + "\" and never reads it");
    }
  }
  return verdict::of(complaints, Status::warn);
}

Verdict takes_bounds(const Subject& subject) {
  Complaints complaints;
  bool tried = false;
  for (const ParameterFacts& parameter : subject.entry->facts.parameters) {
    for (Value value : values_at_bounds(parameter)) {
      const std::string refused = fit_value(parameter, value);
      const std::string problem =
          refused.empty() ? answer_to(subject, parameter, value)
                          : shown(parameter, value) + ": the host refuses it: " + refused;
      if (!problem.empty()) {
        complaints.push_back(problem);
      }
      tried = true;
    }
  }
  return tried ? verdict::of(complaints) : verdict::skip("it has no number with a bound");
}

Verdict takes_words(const Subject& subject) {
  Complaints complaints;
  bool tried = false;
  for (const ParameterFacts& parameter : subject.entry->facts.parameters) {
    std::vector<Value> values(parameter.choices.begin(), parameter.choices.end());
    if (parameter.type == ParameterType::flag) {
      values = {false, true};
    }
    for (const Value& value : values) {
      if (const std::string problem = answer_to(subject, parameter, value); !problem.empty()) {
        complaints.push_back(problem);
      }
      tried = true;
    }
  }
  return tried ? verdict::of(complaints) : verdict::skip("it has neither choices nor flags");
}

Verdict schema_refuses(const Subject& subject) {
  Complaints complaints;
  for (const ParameterFacts& parameter : subject.entry->facts.parameters) {
    for (Value value : values_outside(parameter)) {
      if (fit_value(parameter, value).empty()) {
        complaints.push_back(shown(parameter, value) + " is let through");
      }
    }
  }
  return subject.entry->facts.parameters.empty() ? verdict::skip("it has no parameters")
                                                 : verdict::of(complaints);
}

/// Each parameter once with a value of another type, past the host's check: an exception of the
/// SDK's family is right, a crash is not.
Verdict survives_other_types(const Subject& subject) {
  Complaints complaints;
  for (const ParameterFacts& parameter : subject.entry->facts.parameters) {
    const bool text = parameter.type == ParameterType::text ||
                      parameter.type == ParameterType::path ||
                      parameter.type == ParameterType::choice;
    const Value wrong = text ? Value(std::int64_t{7}) : Value("seven");
    if (const std::string problem = answer_to(subject, parameter, wrong); !problem.empty()) {
      complaints.push_back(problem);
    }
  }
  return subject.entry->facts.parameters.empty() ? verdict::skip("it has no parameters")
                                                 : verdict::of(complaints);
}

Verdict knows_no_such_interface(const Subject& subject) {
  const MadeObject object = make_object(subject, subject.arguments);
  // Every interface begins with Object.
  void* const found = static_cast<Object*>(object.get())->query("no.such/1");
  return found == nullptr ? verdict::pass()
                          : verdict::fail("query(\"no.such/1\") answers with an interface");
}

/// The test, where the component can be made.
Test needs_object(Test test) {
  return {test.name, test.what, [run = test.run](const Subject& subject) {
            return verdict::all_given(subject) ? run(subject) : verdict::skip_not_given(subject);
          }};
}

}  // namespace

std::vector<Test> create_tests() {
  std::vector<Test> tests{{"the schema refuses what lies outside it", "create", &schema_refuses}};
  std::vector<Test> making{
      {"it is made with its defaults", "create", &made_with_defaults},
      {"it reads no parameter that it does not declare", "create", &reads_what_it_declares},
      {"it reads every parameter that it declares", "create", &reads_all},
      {"it takes numbers at their bounds, or says why not", "create", &takes_bounds},
      {"it takes every word of its choices, or says why not", "create", &takes_words},
      {"a value of another type is an error, not a crash", "create", &survives_other_types},
      {"it answers an unknown interface with nothing", "create", &knows_no_such_interface}};
  std::vector<Test> traces = create_trace_tests();
  std::move(traces.begin(), traces.end(), std::back_inserter(making));
  for (Test& test : making) {
    tests.push_back(needs_object(std::move(test)));
  }
  return tests;
}

}  // namespace tlhost::engine
