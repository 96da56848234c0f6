#pragma once
#include "host/check/check.hpp"

#include <string>
#include <vector>

namespace tlhost::test {

/// A plugin of plugins/, by its file's stem, and what is to be wrong with it: "" for nothing.
struct WrongPlugin {
  std::string stem, wrong;
  std::string parameters;  ///< a file for --config; may be ""
};

std::string path_of(const WrongPlugin& plugin);

/// The report of its tests that match.
engine::CheckReport checked(const WrongPlugin& plugin, const std::string& include = "");

/// The tests that neither passed nor were skipped: "fail dataset: it lists records".
std::vector<std::string> complaints(const engine::CheckReport& report);
/// Those that were skipped: "dataset: it lists records".
std::vector<std::string> skipped(const engine::CheckReport& report);

using Words = std::vector<std::string>;

}  // namespace tlhost::test
