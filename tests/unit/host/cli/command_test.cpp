#include "host/cli/command.hpp"

#include "tests/support/catch.hpp"

#include <string>
#include <vector>

using tlhost::engine::Command;
using tlhost::engine::Form;
using tlhost::engine::parse_command;
using tlhost::engine::Parsed;
using tlhost::engine::Verb;
using Words = std::vector<std::string>;

namespace {

Parsed parsed(const Words& words) {
  std::vector<const char*> argv{"tlhost"};
  for (const std::string& word : words) {
    argv.push_back(word.c_str());
  }
  return parse_command(static_cast<int>(argv.size()), argv.data());
}

/// What a command line that is right asks for.
Command command_of(const Words& words) {
  const Parsed result = parsed(words);
  INFO(result.text);
  REQUIRE(result.command.has_value());
  CHECK(result.exit_code == 0);
  CHECK(result.text.empty());
  return *result.command;
}

/// What a command line that is wrong is told.
std::string complaint(const Words& words) {
  const Parsed result = parsed(words);
  CHECK_FALSE(result.command.has_value());
  CHECK(result.exit_code == 2);
  CHECK(result.text.rfind("tlhost: error[USAGE]: ", 0) == 0);
  CHECK(result.text.back() == '\n');
  return result.text;
}

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("an experiment file alone is run", "[cli]") {
  const Command command = command_of({"exp.json"});
  CHECK(command.verb == Verb::run);
  CHECK(command.file == "exp.json");
  CHECK(command.plugins.empty());
  CHECK_FALSE(command.jobs.has_value());
  CHECK(command.cache_features);
  CHECK(command.form == Form::text);
  CHECK_FALSE(command.rejected);
  CHECK_FALSE(command.verbose);
  CHECK_FALSE(command.quiet);
}

TEST_CASE("a run takes all its options", "[cli]") {
  const Command command =
      command_of({"--plugins", "p", "--jobs", "8", "--no-feature-cache", "-v", "exp.json"});
  CHECK(command.verb == Verb::run);
  CHECK(command.file == "exp.json");
  CHECK(command.plugins == Words{"p"});
  CHECK(command.jobs == 8);
  CHECK_FALSE(command.cache_features);
  CHECK(command.verbose);
  CHECK(command_of({"exp.json", "--jobs=3"}).jobs == 3);
  CHECK(command_of({"exp.json", "--quiet"}).quiet);
  CHECK(command_of({"--verbose", "exp.json"}).verbose);
  CHECK(command_of({"exp.json", "-q"}).quiet);
}

TEST_CASE("--plugins may be given several times, in order, and takes one path each", "[cli]") {
  const Words both{"b", "a"};
  CHECK(command_of({"--plugins", "b", "--plugins", "a", "exp.json"}).plugins == both);
  CHECK(command_of({"--plugins=b", "exp.json", "--plugins=a"}).plugins == both);
  const Command command = command_of({"--plugins", "b", "exp.json"});
  CHECK(command.plugins == Words{"b"});
  CHECK(command.file == "exp.json");
}

TEST_CASE("--plugins before and behind the verb count together", "[cli]") {
  for (const std::string verb : {"plan", "describe"}) {
    const Command command = command_of({"--plugins", "a", verb, "what", "--plugins", "b"});
    CHECK(command.plugins == Words{"a", "b"});
  }
  CHECK(command_of({"--plugins", "a", "list"}).plugins == Words{"a"});
  CHECK(command_of({"list", "--plugins", "b"}).plugins == Words{"b"});
}

TEST_CASE("plan prints the jobs of a file", "[cli]") {
  const Command command = command_of({"plan", "exp.json", "--json", "--plugins", "p", "-q"});
  CHECK(command.verb == Verb::plan);
  CHECK(command.file == "exp.json");
  CHECK(command.form == Form::json);
  CHECK(command.quiet);
  CHECK(command.plugins == Words{"p"});
  CHECK(command_of({"plan", "exp.json"}).form == Form::text);
  CHECK(command_of({"-v", "plan", "exp.json"}).verbose);
}

TEST_CASE("audit looks at the data of a file", "[cli]") {
  const Command command = command_of({"audit", "exp.json", "--json"});
  CHECK(command.verb == Verb::audit);
  CHECK(command.file == "exp.json");
  CHECK(command.form == Form::json);
  CHECK(holds(complaint({"audit"}), "file is required"));
}

TEST_CASE("preview writes pictures of the data of a file", "[cli]") {
  const Command command = command_of({"preview", "exp.json", "-q"});
  CHECK(command.verb == Verb::preview);
  CHECK(command.file == "exp.json");
  CHECK(command.quiet);
  CHECK(holds(complaint({"preview"}), "file is required"));
}

TEST_CASE("list prints components", "[cli]") {
  CHECK(command_of({"list"}).verb == Verb::list);
  CHECK(command_of({"list"}).what.empty());
  const Command command = command_of({"list", "models", "--rejected", "--json", "-v"});
  CHECK(command.verb == Verb::list);
  CHECK(command.what == "models");
  CHECK(command.rejected);
  CHECK(command.form == Form::json);
  CHECK(command.verbose);
}

TEST_CASE("describe prints a component's parameters", "[cli]") {
  const Command command = command_of({"describe", "models/resnet", "--json"});
  CHECK(command.verb == Verb::describe);
  CHECK(command.what == "models/resnet");
  CHECK(command.form == Form::json);
}

TEST_CASE("describe prints in one of four forms", "[cli]") {
  const std::string what = "models/resnet";
  CHECK(command_of({"describe", what}).form == Form::text);
  CHECK(command_of({"describe", what, "--json-schema"}).form == Form::json_schema);
  CHECK(command_of({"describe", what, "--markdown"}).form == Form::markdown);
  CHECK(holds(complaint({"describe", what, "--markdown", "--json"}), "--markdown"));
  CHECK(holds(complaint({"describe", what, "--json", "--json-schema"}), "--json-schema"));
}

TEST_CASE("verbs for plugin authors take their words", "[cli]") {
  CHECK(command_of({"inspect", "a.so", "--json"}).verb == Verb::inspect);
  CHECK(command_of({"inspect", "a.so"}).file == "a.so");
  const Command check = command_of({"check",
                                    "a.so",
                                    "--only-failed",
                                    "--include",
                                    "model",
                                    "--in-process",
                                    "--config",
                                    "p.json",
                                    "--seed",
                                    "7"});
  CHECK(check.verb == Verb::check);
  CHECK(check.file == "a.so");
  CHECK(check.only_failed);
  CHECK(check.include == "model");
  CHECK(check.in_process);
  CHECK(check.parameters == "p.json");
  CHECK(check.seed == 7);
  const Command made = command_of({"new", "dataset", "moles", "--dir", "d"});
  CHECK(made.verb == Verb::scaffold);
  CHECK(made.what == "dataset");
  CHECK(made.name == "moles");
  CHECK(made.folder == "d");
  CHECK(command_of({"schema"}).verb == Verb::schema);
  CHECK(command_of({"doctor", "--json"}).verb == Verb::doctor);
  for (const Words& words :
       {Words{"inspect"}, Words{"check"}, Words{"new"}, Words{"new", "model"}}) {
    CHECK(holds(complaint(words), "is required"));
  }
}

TEST_CASE("where plugins come from can be narrowed and widened", "[cli]") {
  CHECK(command_of({"exp.json"}).default_plugins);
  CHECK_FALSE(command_of({"exp.json", "--no-default-plugins"}).default_plugins);
  CHECK_FALSE(command_of({"list", "--no-default-plugins"}).default_plugins);
  CHECK_FALSE(command_of({"exp.json"}).insecure_plugins);
  CHECK(command_of({"--insecure-plugins", "list"}).insecure_plugins);
  CHECK(command_of({"list", "--strict"}).strict);
}

TEST_CASE("a file may have a verb's name if its path says so", "[cli]") {
  const Command command = command_of({"./plan"});
  CHECK(command.verb == Verb::run);
  CHECK(command.file == "./plan");
}

TEST_CASE("help is for stdout and no error", "[cli]") {
  for (const Words& words : {Words{"--help"}, Words{"-h"}, Words{"--help", "exp.json"}}) {
    const Parsed result = parsed(words);
    CHECK_FALSE(result.command.has_value());
    CHECK(result.exit_code == 0);
    for (const std::string part :
         {"plan", "list", "describe", "--plugins", "--jobs", "--no-feature-cache", "--version"}) {
      CHECK(holds(result.text, part));
    }
    CHECK(holds(result.text, "Exit codes: 0 done, 1 some jobs failed, 2 usage"));
  }
}

TEST_CASE("every verb has its own help", "[cli]") {
  const auto help = [](const std::string& verb) {
    const Parsed result = parsed({verb, "--help"});
    CHECK_FALSE(result.command.has_value());
    CHECK(result.exit_code == 0);
    return result.text;
  };
  CHECK(holds(help("plan"), "EXP.JSON"));
  CHECK(holds(help("list"), "--rejected"));
  CHECK(holds(help("describe"), "KIND/NAME"));
}

TEST_CASE("the version is for stdout and no error", "[cli]") {
  const Parsed result = parsed({"--version"});
  CHECK_FALSE(result.command.has_value());
  CHECK(result.exit_code == 0);
  CHECK(result.text == "tlhost " TLHOST_VERSION "\n");
}

TEST_CASE("without a file there is nothing to run", "[cli]") {
  CHECK(holds(complaint({}), "no experiment file was given"));
  CHECK(holds(complaint({"--plugins", "p"}), "no experiment file was given"));
  CHECK(holds(complaint({}), "fix: tlhost --help shows what there is"));
}

TEST_CASE("verbs that need a word say so", "[cli]") {
  CHECK(holds(complaint({"plan"}), "file is required"));
  CHECK(holds(complaint({"describe"}), "component is required"));
}

TEST_CASE("a misspelt verb is told the nearest one", "[cli]") {
  CHECK(holds(complaint({"plna", "exp.json"}), "did you mean \"plan\"?"));
  CHECK(holds(complaint({"Plan", "exp.json"}), "did you mean \"plan\"?"));
  CHECK(holds(complaint({"lst", "models"}), "did you mean \"list\"?"));
  CHECK(holds(complaint({"descirbe", "models/resnet"}), "did you mean \"describe\"?"));
}

TEST_CASE("a misspelt option is told the nearest one", "[cli]") {
  CHECK(holds(complaint({"--plugin", "p", "exp.json"}), "did you mean \"--plugins\"?"));
  CHECK(holds(complaint({"--job", "3", "exp.json"}), "did you mean \"--jobs\"?"));
  CHECK(holds(complaint({"plan", "exp.json", "--jsno"}), "did you mean \"--json\"?"));
  CHECK(holds(complaint({"--verbos", "exp.json"}), "did you mean \"--verbose\"?"));
  CHECK(holds(complaint({"--quite", "exp.json"}), "did you mean \"--quiet\"?"));
  CHECK(
      holds(complaint({"--no-feature-cach", "exp.json"}), "did you mean \"--no-feature-cache\"?"));
  CHECK(holds(complaint({"list", "--rejectd"}), "did you mean \"--rejected\"?"));
}

TEST_CASE("an option that is nothing like any other gets no guess", "[cli]") {
  const std::string text = complaint({"exp.json", "--frobnicate"});
  CHECK(holds(text, "--frobnicate"));
  CHECK_FALSE(holds(text, "did you mean"));
}

TEST_CASE("options of another verb are refused", "[cli]") {
  CHECK(holds(complaint({"list", "--jobs", "3"}), "--jobs"));
  CHECK(holds(complaint({"plan", "exp.json", "--rejected"}), "--rejected"));
  CHECK(holds(complaint({"exp.json", "--json"}), "--json"));
  CHECK(
      holds(complaint({"describe", "models/resnet", "--no-feature-cache"}), "--no-feature-cache"));
}

TEST_CASE("words too many are refused", "[cli]") {
  CHECK(holds(complaint({"one.json", "two.json"}), "two.json"));
  CHECK(holds(complaint({"plan", "one.json", "two.json"}), "two.json"));
  complaint({"list", "models", "datasets"});
  complaint({"describe", "models/a", "models/b"});
  complaint({"one.json", "plan", "two.json"});
}

TEST_CASE("the number of jobs is checked", "[cli]") {
  for (const std::string jobs : {"0", "-1", "1025", "many", "1.5", ""}) {
    CAPTURE(jobs);
    complaint({"exp.json", "--jobs", jobs});
  }
  CHECK(holds(complaint({"exp.json", "--jobs"}), "--jobs"));
  CHECK(command_of({"exp.json", "--jobs", "1024"}).jobs == 1024);
}

TEST_CASE("verbose and quiet do not go together", "[cli]") {
  CHECK(holds(complaint({"-v", "-q", "exp.json"}), "--verbose"));
  complaint({"list", "--verbose", "--quiet"});
}

TEST_CASE("an option without its value is refused", "[cli]") {
  CHECK(holds(complaint({"exp.json", "--plugins"}), "--plugins"));
}
