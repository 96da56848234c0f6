#include "host/cli/command.hpp"

#include "host/cli/verbs.hpp"
#include "host/log/problem.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <sstream>
#include <string>
#include <vector>

namespace tlhost::engine {
namespace {

constexpr const char* kAbout =
    "Which source, which architecture and which transfer strategy give the best classifier on my "
    "target data, and how\n"
    "sure can I be?  tlhost --plugins DIR exp.json runs the experiment; the verbs beside it only "
    "look, or help to write\nplugins.\n";

CLI::Option* add_run(CLI::App& app, Command& command) {
  app.add_option("--jobs",
                 command.jobs,
                 "Jobs at once (default: the cores that may be used); changes no result")
      ->check(CLI::Range(1, 1024))
      ->type_name("N");
  app.add_flag_callback(
      "--no-feature-cache",
      [&command] { command.cache_features = false; },
      "Compute the features of frozen stages again in every job; changes no result");
  return app.add_option("file", command.file, "The experiment file")->type_name("EXP.JSON");
}

/// The word that a misspelt argument was meant to be, as a "fix" line; "" if there is none.
std::string nearest_verb(const std::string& word, const std::vector<std::string>& known) {
  const bool right = std::find(known.begin(), known.end(), word) != known.end();
  const std::string near = right ? "" : nearest_word(word, known);
  return near.empty() ? "" : "\n  fix: did you mean \"" + near + "\"?";
}

Parsed usage_error(const std::string& what,
                   const CLI::App& app,
                   int argc,
                   const char* const* argv) {
  const std::vector<std::string> known = known_words(app);
  std::string hint;
  for (int i = 1; i < argc && hint.empty(); ++i) {
    hint = nearest_verb(argv[i], known);
  }
  return {std::nullopt,
          "tlhost: error[USAGE]: " + what + hint + "\n  fix: tlhost --help shows what there is\n",
          2};
}

}  // namespace

Parsed parse_command(int argc, const char* const* argv) {
  Command command;
  CLI::App app{kAbout, "tlhost"};
  app.set_version_flag("--version", "tlhost " TLHOST_VERSION);
  app.footer(
      "Exit codes: 0 done, 1 some jobs failed, 2 usage or experiment file, 65 data, 69 plugin, 70 "
      "a bug of ours,\n"
      "73 output, 74 disk, 75 interrupted on request, 130 SIGINT, 143 SIGTERM.");
  std::vector<std::string> behind;  // the verb
  add_common(app, command, command.plugins);
  const CLI::Option* file = add_run(app, command);
  add_verbs(app, command, behind);

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) {  // --help and --version
      std::ostringstream out, ignored;
      app.exit(error, out, ignored);
      return {std::nullopt, out.str(), 0};
    }
    return usage_error(error.what(), app, argc, argv);
  }
  command.plugins.insert(command.plugins.end(), behind.begin(), behind.end());
  if (command.verb != Verb::run && file->count() > 0) {
    return usage_error(command.file + ": the file stands behind the verb", app, argc, argv);
  }
  if (command.verb == Verb::run && command.file.empty()) {
    return usage_error("no experiment file was given", app, argc, argv);
  }
  return {command, "", 0};
}

}  // namespace tlhost::engine
