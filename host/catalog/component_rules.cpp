#include "host/catalog/component_rules.hpp"

#include "host/log/utf8.hpp"

#include <tlhost/schema_text.hpp>

#include <algorithm>
#include <cmath>
#include <set>

namespace tlhost::engine {
namespace {

bool is_lower(char c) { return c >= 'a' && c <= 'z'; }

bool is_parameter_name(const std::string& name) {
  return !name.empty() && is_lower(name[0]) && std::all_of(name.begin(), name.end(), [](char c) {
    return is_lower(c) || (c >= '0' && c <= '9') || c == '_';
  });
}

std::string bounds_problem(const ParameterFacts& parameter) {
  if ((parameter.has_min && !std::isfinite(parameter.min)) ||
      (parameter.has_max && !std::isfinite(parameter.max))) {
    return "a bound is not a finite number";
  }
  const bool both = parameter.has_min && parameter.has_max;
  if (both &&
      (parameter.min > parameter.max || (parameter.min_open && parameter.min >= parameter.max))) {
    return "its bounds leave no value";
  }
  return "";
}

std::string choices_problem(const ParameterFacts& parameter) {
  std::set<std::string> words;
  for (const std::string& word : parameter.choices) {
    if (word.empty() || !is_one_line(word)) {
      return "one of its choices is empty or not one line of UTF-8";
    }
    if (!words.insert(word).second) {
      return "the choice \"" + word + "\" stands twice";
    }
  }
  return "";
}

std::string parameter_problem(const ParameterFacts& parameter) {
  if (!is_parameter_name(parameter.name)) {
    return "its name must be [a-z][a-z0-9_]*";
  }
  if (detail::reserved(parameter.name)) {
    return "the experiment file reserves this word";
  }
  if (!is_one_line(parameter.unit) || !is_one_line(parameter.doc)) {
    return "its unit or doc is not one line of UTF-8";
  }
  const std::string bounds = bounds_problem(parameter);
  return bounds.empty() ? choices_problem(parameter) : bounds;
}

}  // namespace

std::string component_problem(const ComponentFacts& component) {
  if (!is_one_line(component.summary)) {
    return "its summary is not one line of UTF-8";
  }
  std::set<std::string> names;
  for (const ParameterFacts& parameter : component.parameters) {
    std::string problem = parameter_problem(parameter);
    if (problem.empty() && !names.insert(parameter.name).second) {
      problem = "it is declared twice";
    }
    if (!problem.empty()) {
      return "parameter \"" + parameter.name + "\": " + problem;
    }
  }
  return "";
}

bool is_one_line(const std::string& text) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = utf8_length(text, at);
    if (length == 0 || static_cast<unsigned char>(text[at]) < 0x20 || text[at] == 0x7f) {
      return false;
    }
    at += length;
  }
  return true;
}

}  // namespace tlhost::engine
