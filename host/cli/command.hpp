#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tlhost::engine {

enum class Verb : std::uint8_t { run, plan, list, describe };

/// What the command line asks for.
struct Command {
  Verb verb = Verb::run;
  std::string file;                  ///< experiment file of run and plan
  std::vector<std::string> plugins;  ///< --plugins, in order
  std::optional<int> jobs;           ///< --jobs
  bool cache_features = true;        ///< --no-feature-cache
  bool json = false;
  bool rejected = false;  ///< list --rejected
  bool verbose = false, quiet = false;
  std::string what;  ///< of list: a kind or ""; of describe: "kind/name"
};

/// What came of reading the command line: a command, or a text to print and the exit code.
struct Parsed {
  std::optional<Command> command;
  std::string text;  ///< for stdout if exit_code is 0, else for stderr
  int exit_code = 0;
};

/// Errors are part of the result: 2 for usage, with what was expected and the nearest word.
Parsed parse_command(int argc, const char* const* argv);

}  // namespace tlhost::engine
