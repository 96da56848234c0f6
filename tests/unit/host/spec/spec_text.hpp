#pragma once
#include "host/spec/spec.hpp"
#include "tests/support/temp_folder.hpp"

#include <fstream>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace tlhost::test {

/// The JSON text of a small experiment, with some of its keys replaced by other JSON text, or
/// added, or ("") left out.
inline std::string experiment(const std::vector<std::pair<std::string, std::string>>& keys = {}) {
  std::map<std::string, std::string> all = {
      {"format", "1"},
      {"name", R"("small")"},
      {"datasets", R"({"skin": {"use": "folder"}, "blood": {"use": "folder"}})"},
      {"models", R"({"vgg": {"use": "vgg"}})"},
      {"sources", R"({"scratch": {}})"},
      {"targets", R"(["skin"])"},
      {"strategies", R"({"ft": {"use": "fine_tune"}})"}};
  for (const auto& [key, value] : keys) {
    all[key] = value;
  }
  std::string text = "{";
  for (const auto& [key, value] : all) {
    text += value.empty() ? "" : "\"" + key + "\": " + value + ",\n";
  }
  return text + "}";
}

/// What parse_spec makes of a text, in a file of the name "x.json".
inline engine::ExperimentSpec parse_text(const std::string& text) {
  const TempFolder folder;
  std::ofstream(folder / "x.json", std::ios::binary) << text;
  return engine::parse_spec(folder / "x.json");
}

/// "CODE /pointer" of each problem.
inline std::vector<std::string> codes(const engine::ExperimentSpec& spec) {
  std::vector<std::string> codes;
  for (const engine::Problem& problem : spec.problems) {
    codes.push_back(problem.code + " " + problem.at);
  }
  return codes;
}

/// The same of a small experiment with other keys.
inline std::vector<std::string> codes_of(
    const std::vector<std::pair<std::string, std::string>>& keys) {
  return codes(parse_text(experiment(keys)));
}

using Codes = std::vector<std::string>;

}  // namespace tlhost::test
