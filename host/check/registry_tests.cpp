#include "host/check/declarations.hpp"
#include "host/check/verdicts.hpp"

#include <tlhost/dataset.hpp>
#include <tlhost/model.hpp>
#include <tlhost/schema_text.hpp>
#include <tlhost/strategy.hpp>

#include <algorithm>
#include <cmath>
#include <regex>
#include <set>

namespace tlhost::engine {
namespace {

using Complaints = std::vector<std::string>;

Declarations declared(const Subject& subject) { return declarations_of(open_plugin(subject.path)); }

std::string quoted(const std::string& text) { return "\"" + text + "\""; }

/// A complaint, or "", about each component.
Test of_components(std::string name,
                   Status otherwise,
                   std::string (*judge)(const DeclaredComponent& component)) {
  return {std::move(name), "registry", [otherwise, judge](const Subject& subject) {
            Complaints complaints;
            for (const DeclaredComponent& component : declared(subject).components) {
              if (const std::string text = judge(component); !text.empty()) {
                complaints.push_back(quoted(component.name) + ": " + text);
              }
            }
            return verdict::of(complaints, otherwise);
          }};
}

/// A complaint, or "", about each parameter.
Test of_parameters(std::string name,
                   Status otherwise,
                   std::string (*judge)(const DeclaredParameter& parameter)) {
  return {std::move(name), "registry", [otherwise, judge](const Subject& subject) {
            Complaints complaints;
            for (const DeclaredComponent& component : declared(subject).components) {
              for (const DeclaredParameter& parameter : component.parameters) {
                if (const std::string text = judge(parameter); !text.empty()) {
                  complaints.push_back(quoted(component.name) + ", parameter " +
                                       quoted(parameter.name) + ": " + text);
                }
              }
            }
            return verdict::of(complaints, otherwise);
          }};
}

std::string against(const std::string& text, const char* grammar) {
  return std::regex_match(text, std::regex(grammar)) ? "" : "expected " + std::string(grammar);
}

Verdict can_be_read(const Subject& subject) {
  const Declarations all = declared(subject);
  if (!all.problem.empty()) {
    return verdict::fail("it reports: " + all.problem);
  }
  return all.components.empty() ? verdict::fail("it lists no component") : verdict::pass();
}

Verdict same_twice(const Subject& subject) {
  const Declarations first = declared(subject), second = declared(subject);
  return first.text == second.text ? verdict::pass()
                                   : verdict::fail("first:" + first.text + "\nthen:" + second.text);
}

Verdict host_takes_it(const Subject& subject) {
  try {
    const Library library(subject.path);
    return verdict::pass();
  } catch (const Refusal& refusal) {
    return verdict::fail(refusal.problems().front().what);
  }
}

Verdict listed_once(const Subject& subject) {
  Complaints complaints;
  std::set<std::string> components;
  for (const DeclaredComponent& component : declared(subject).components) {
    if (!components.insert(component.interface_id + " " + component.name).second) {
      complaints.push_back("component " + quoted(component.name));
    }
    std::set<std::string> parameters;
    for (const DeclaredParameter& parameter : component.parameters) {
      if (!parameters.insert(parameter.name).second) {
        complaints.push_back("parameter " + quoted(parameter.name) + " of " +
                             quoted(component.name));
      }
    }
  }
  return verdict::of(complaints);
}

std::string bounds(const DeclaredParameter& parameter) {
  const bool min = (parameter.flags & TLHOST_P_MIN) != 0,
             max = (parameter.flags & TLHOST_P_MAX) != 0;
  const bool open = (parameter.flags & TLHOST_P_MIN_OPEN) != 0;
  if ((min && !std::isfinite(parameter.min)) || (max && !std::isfinite(parameter.max))) {
    return "a bound that is no finite number";
  }
  const bool empty =
      min && max && (open ? parameter.min >= parameter.max : parameter.min > parameter.max);
  return empty ? "no number lies within its bounds" : "";
}

std::string unit_or_range(const DeclaredParameter& parameter) {
  const bool number = parameter.type == TLHOST_T_INT || parameter.type == TLHOST_T_REAL ||
                      parameter.type == TLHOST_T_REALS;
  const bool range = (parameter.flags & (TLHOST_P_MIN | TLHOST_P_MAX)) != 0;
  return number && !range && parameter.unit.empty() ? "it has neither a unit nor a range" : "";
}

std::string summary(const DeclaredComponent& component) {
  if (component.summary.empty()) {
    return "it has no summary";
  }
  return component.summary.find('\n') == std::string::npos ? "" : "its summary has several lines";
}

std::string interface(const DeclaredComponent& component) {
  for (const char* known : {Dataset::interface_id, Model::interface_id, Strategy::interface_id}) {
    if (component.interface_id == known) {
      return component.has_functions ? "" : "it lacks its functions";
    }
  }
  return "this host has no interface " + quoted(component.interface_id);
}

std::vector<Test> names_tests() {
  return {of_components("component names follow the grammar",
                        Status::fail,
                        [](const DeclaredComponent& component) {
                          return against(component.name, "[a-z][a-z0-9_-]*");
                        }),
          of_parameters("parameter names follow the grammar",
                        Status::fail,
                        [](const DeclaredParameter& parameter) {
                          return against(parameter.name, "[a-z][a-z0-9_]*");
                        }),
          of_parameters("no parameter has a name that the experiment file keeps for itself",
                        Status::fail,
                        [](const DeclaredParameter& parameter) -> std::string {
                          return detail::reserved(parameter.name) ? "a reserved word" : "";
                        })};
}

}  // namespace

std::vector<Test> registry_tests() {
  std::vector<Test> tests{
      {"its list of components can be read", "registry", &can_be_read},
      {"it lists the same twice", "registry", &same_twice},
      {"the host takes its components", "registry", &host_takes_it},
      {"nothing is listed twice", "registry", &listed_once},
      of_components(
          "every component has an interface that the host knows", Status::fail, &interface)};
  for (Test& test : names_tests()) {
    tests.push_back(std::move(test));
  }
  tests.push_back(
      of_parameters("defaults can be read and lie within their bounds",
                    Status::fail,
                    [](const DeclaredParameter& parameter) { return parameter.problem; }));
  tests.push_back(of_parameters("bounds are numbers and leave room", Status::fail, &bounds));
  tests.push_back(of_components("every component has a summary", Status::warn, &summary));
  tests.push_back(of_parameters("every parameter says what it means",
                                Status::warn,
                                [](const DeclaredParameter& parameter) -> std::string {
                                  return parameter.doc.empty() ? "it has no doc" : "";
                                }));
  tests.push_back(
      of_parameters("every number has a unit or a range", Status::warn, &unit_or_range));
  return tests;
}

}  // namespace tlhost::engine
