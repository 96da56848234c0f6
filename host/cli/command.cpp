#include "host/cli/command.hpp"

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
    "look.\n";
constexpr const char* kKinds = "datasets, models, strategies or plugins";

void add_plugins(CLI::App& app, std::vector<std::string>& plugins) {
  app.add_option("--plugins", plugins, "Folder or file of plugins; may be given several times")
      ->type_name("PATH")
      ->allow_extra_args(false);
}

void add_talk(CLI::App& app, Command& command) {
  auto* verbose = app.add_flag("-v,--verbose", command.verbose, "Say more on stderr");
  app.add_flag("-q,--quiet", command.quiet, "Say only warnings and errors")->excludes(verbose);
}

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
std::string nearest_verb(const std::string& word) {
  const std::vector<std::string> known{"plan",
                                       "list",
                                       "describe",
                                       "--plugins",
                                       "--jobs",
                                       "--json",
                                       "--rejected",
                                       "--verbose",
                                       "--quiet",
                                       "--no-feature-cache",
                                       "--version",
                                       "--help"};
  const bool right = std::find(known.begin(), known.end(), word) != known.end();
  const std::string near = right ? "" : nearest_word(word, known);
  return near.empty() ? "" : "\n  fix: did you mean \"" + near + "\"?";
}

Parsed usage_error(const std::string& what, int argc, const char* const* argv) {
  std::string hint;
  for (int i = 1; i < argc && hint.empty(); ++i) {
    hint = nearest_verb(argv[i]);
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
  add_plugins(app, command.plugins);
  add_talk(app, command);
  const CLI::Option* file = add_run(app, command);

  CLI::App* plan =
      app.add_subcommand("plan", "Print the jobs of an experiment and which of them are done");
  plan->add_option("file", command.file, "The experiment file")->type_name("EXP.JSON")->required();
  plan->add_flag("--json", command.json, "The whole plan as JSON");
  CLI::App* list = app.add_subcommand("list", "Print the components of all plugins");
  list->add_option("kind", command.what, std::string("Only ") + kKinds)->type_name("KIND");
  list->add_flag("--rejected", command.rejected, "Also the files that are not used, and why");
  list->add_flag("--json", command.json, "As JSON");
  CLI::App* describe = app.add_subcommand("describe", "Print a component's parameters");
  describe->add_option("component", command.what, "datasets/NAME, models/NAME or strategies/NAME")
      ->type_name("KIND/NAME")
      ->required();
  describe->add_flag("--json", command.json, "As JSON");
  for (CLI::App* verb : {plan, list, describe}) {
    add_plugins(*verb, behind);
    add_talk(*verb, command);
  }
  app.require_subcommand(0, 1);

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) {  // --help and --version
      std::ostringstream out, ignored;
      app.exit(error, out, ignored);
      return {std::nullopt, out.str(), 0};
    }
    return usage_error(error.what(), argc, argv);
  }
  command.plugins.insert(command.plugins.end(), behind.begin(), behind.end());
  const bool verb_given = app.get_subcommands().size() > 0;
  if (verb_given && file->count() > 0) {
    return usage_error(command.file + ": the file stands behind the verb", argc, argv);
  }
  command.verb = plan->parsed()       ? Verb::plan
                 : list->parsed()     ? Verb::list
                 : describe->parsed() ? Verb::describe
                                      : Verb::run;
  if (command.verb == Verb::run && command.file.empty()) {
    return usage_error("no experiment file was given", argc, argv);
  }
  return {command, "", 0};
}

}  // namespace tlhost::engine
