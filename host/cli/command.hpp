#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tlhost::engine {

/// The main job, and what stands beside it on the command line.  scaffold is `tlhost new`,
/// export_fit `tlhost export`.
enum class Verb : std::uint8_t {
  run,
  plan,
  audit,
  preview,
  export_fit,
  predict,
  list,
  describe,
  weights,
  inspect,
  check,
  scaffold,
  schema,
  doctor
};

/// How a verb prints what it found.
enum class Form : std::uint8_t { text, json, json_schema, markdown };

/// What the command line asks for.
struct Command {
  Verb verb = Verb::run;
  std::string file;  ///< experiment file of run, plan, audit, preview and export; library of
                     ///< inspect and check; what weights looks at; network of predict
  std::vector<std::string> plugins;  ///< --plugins, in order
  bool default_plugins = true;       ///< --no-default-plugins
  bool insecure_plugins = false;     ///< --insecure-plugins
  std::optional<int> jobs;           ///< --jobs
  bool cache_features = true;        ///< --no-feature-cache
  Form form = Form::text;
  bool rejected = false;  ///< list --rejected
  bool strict = false;    ///< list --strict
  bool verbose = false, quiet = false;
  std::string what;    ///< of list: a kind or ""; of describe: "kind/name"; of new: the kind
  std::string name;    ///< of new
  std::string folder;  ///< new --dir; "": one of that name, here

  // export and predict
  std::string fit;                  ///< --fit: a key or how it begins; "": the only one
  std::string to, format;           ///< --to, --format
  std::vector<std::string> images;  ///< files

  // weights
  std::string model;                          ///< --model; "": none
  std::vector<std::string> model_parameters;  ///< what else was given: "--depth", "16"

  // describe; the first and the last of weights, too
  std::optional<std::int64_t> channels, classes, image_size;

  // check; parameters of describe, too
  bool only_failed = false, in_process = false;
  std::string include;     ///< a regular expression over the names of tests; "": all
  std::string parameters;  ///< --config: a JSON file of parameters by component; "": the defaults
  std::optional<std::uint64_t> seed;
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
