#include "host/cli/verbs.hpp"

#include <CLI/CLI.hpp>

namespace tlhost::engine {
namespace {

constexpr std::int64_t kLargestSide = 4096, kMostChannels = 16;

/// Adds a verb; parsing it sets command.verb.
CLI::App& add_verb(
    CLI::App& app, Command& command, Verb verb, const char* name, const char* about) {
  CLI::App& added = *app.add_subcommand(name, about);
  added.callback([&command, verb] { command.verb = verb; });
  return added;
}

/// A flag that chooses how the verb prints; at most one of them may be given.
CLI::Option* add_form(
    CLI::App& verb, Command& command, Form form, const char* flag, const char* about) {
  CLI::Option* added = verb.add_flag_callback(
      flag, [&command, form] { command.form = form; }, about);
  for (CLI::Option* other : verb.get_options()) {
    const std::string name = other->get_name();
    if (other != added && (name == "--json" || name == "--json-schema" || name == "--markdown")) {
      added->excludes(other);
    }
  }
  return added;
}

void add_file(CLI::App& verb, Command& command, const char* about, const char* type) {
  verb.add_option("file", command.file, about)->type_name(type)->required();
}

void add_check(CLI::App& app, Command& command) {
  CLI::App& check = add_verb(
      app, command, Verb::check, "check", "Test whether a plugin keeps to what the host expects");
  add_file(check, command, "The plugin library", "FILE.so");
  check.add_flag("--only-failed", command.only_failed, "Print only what did not pass");
  check.add_option("--include", command.include, "Only tests whose name matches")
      ->type_name("REGEX");
  check.add_option("--config", command.parameters, "Parameters by component, as JSON")
      ->type_name("FILE.json");
  check.add_option("--seed", command.seed, "Of all that the tests draw (default: 0)")
      ->type_name("N");
  check.add_flag(
      "--in-process", command.in_process, "All tests in this process: for a debugger, no limits");
  add_form(check, command, Form::json, "--json", "As JSON");
}

void add_list(CLI::App& app, Command& command) {
  CLI::App& list =
      add_verb(app, command, Verb::list, "list", "Print the components of all plugins");
  list.add_option("kind", command.what, "Only datasets, models, strategies or plugins")
      ->type_name("KIND");
  list.add_flag("--rejected", command.rejected, "Also the files that are not used, and why");
  list.add_flag("--strict", command.strict, "Exit with 69 if a file is rejected");
  add_form(list, command, Form::json, "--json", "As JSON");
}

void add_describe(CLI::App& app, Command& command) {
  CLI::App& describe = add_verb(app,
                                command,
                                Verb::describe,
                                "describe",
                                "Print a component's parameters, and of a model its stages");
  describe.add_option("component", command.what, "datasets/NAME, models/NAME or strategies/NAME")
      ->type_name("KIND/NAME")
      ->required();
  const auto add_size = [&describe](const char* flag,
                                    std::optional<std::int64_t>& size,
                                    std::int64_t most,
                                    const char* about) {
    describe.add_option(flag, size, about)
        ->check(CLI::Range(std::int64_t{1}, most))
        ->type_name("N");
  };
  add_size("--size", command.image_size, kLargestSide, "Of a model: pixels a side (default: 224)");
  add_size(
      "--channels", command.channels, kMostChannels, "Of a model: input channels (default: 3)");
  add_size("--classes", command.classes, 100000, "Of a model: outputs (default: 1000)");
  describe
      .add_option(
          "--config", command.parameters, "Of a model: its parameters, as {\"models/NAME\": {..}}")
      ->type_name("FILE.json");
  add_form(describe, command, Form::json, "--json", "As JSON");
  add_form(describe,
           command,
           Form::json_schema,
           "--json-schema",
           "The JSON Schema of its entry in an experiment file");
  add_form(describe, command, Form::markdown, "--markdown", "As a page of documentation");
}

void add_weights(CLI::App& app, Command& command) {
  CLI::App& weights = *app.add_subcommand(
      "weights", "Print the tensors of a file of weights, and how they fill a model");
  add_file(weights, command, "A .pth, .pt or .safetensors file", "FILE");
  weights
      .add_option(
          "--model", command.model, "The model to fill; behind it its parameters, as --depth 16")
      ->type_name("NAME");
  weights.add_option("--size", command.image_size, "Of the model: pixels a side (default: 224)")
      ->check(CLI::Range(std::int64_t{1}, kLargestSide))
      ->type_name("N");
  weights.add_option("--channels", command.channels, "Of the model: input channels (default: 3)")
      ->check(CLI::Range(std::int64_t{1}, kMostChannels))
      ->type_name("N");
  add_form(weights, command, Form::json, "--json", "As JSON");
  weights.allow_extras();
  weights.callback([&command, &weights] {
    command.verb = Verb::weights;
    command.model_parameters = weights.remaining();
  });
}

void add_export(CLI::App& app, Command& command) {
  CLI::App& exported = add_verb(
      app, command, Verb::export_fit, "export", "Write the network of a finished run to a file");
  add_file(exported, command, "The experiment file", "EXP.JSON");
  exported.add_option("--to", command.to, "The file to write; must not be there")
      ->type_name("FILE")
      ->required();
  exported
      .add_option(
          "--fit", command.fit, "The run's fit: its key, or how it begins, as reports show it")
      ->type_name("KEY");
  exported
      .add_option("--format",
                  command.format,
                  "safetensors, pth or torchscript (default: by the file's ending)")
      ->check(CLI::IsMember({"safetensors", "pth", "torchscript"}))
      ->type_name("FORMAT");
}

void add_predict(CLI::App& app, Command& command) {
  CLI::App& predict =
      add_verb(app, command, Verb::predict, "predict", "Score images by an exported network");
  add_file(predict, command, "What tlhost export wrote", "MODEL.safetensors");
  predict.add_option("images", command.images, "JPEG and PNG files")
      ->type_name("IMAGE")
      ->required();
  add_form(predict, command, Form::json, "--json", "As JSON instead of CSV");
}

void add_new(CLI::App& app, Command& command) {
  CLI::App& scaffold =
      add_verb(app, command, Verb::scaffold, "new", "Write a plugin project that builds and runs");
  scaffold.add_option("kind", command.what, "dataset, model or strategy")
      ->type_name("KIND")
      ->required();
  scaffold.add_option("name", command.name, "The component's name, [a-z][a-z0-9_]*")
      ->type_name("NAME")
      ->required();
  scaffold.add_option("--dir", command.folder, "Where to write (default: a folder of that name)")
      ->type_name("DIR");
}

}  // namespace

void add_common(CLI::App& app, Command& command, std::vector<std::string>& plugins) {
  app.add_option("--plugins", plugins, "Folder or file of plugins; may be given several times")
      ->type_name("PATH")
      ->allow_extra_args(false);
  app.add_flag_callback(
      "--no-default-plugins",
      [&command] { command.default_plugins = false; },
      "Not the plugins that were installed with tlhost");
  app.add_flag("--insecure-plugins",
               command.insecure_plugins,
               "Also plugins that other users of this machine could have changed");
  auto* verbose = app.add_flag("-v,--verbose", command.verbose, "Say more on stderr");
  app.add_flag("-q,--quiet", command.quiet, "Say only warnings and errors")->excludes(verbose);
}

void add_verbs(CLI::App& app, Command& command, std::vector<std::string>& behind) {
  CLI::App& plan = add_verb(app,
                            command,
                            Verb::plan,
                            "plan",
                            "Print the jobs of an experiment and which of them are done");
  add_file(plan, command, "The experiment file", "EXP.JSON");
  add_form(plan, command, Form::json, "--json", "The whole plan as JSON");
  CLI::App& audit = add_verb(
      app, command, Verb::audit, "audit", "Look for images that are learnt from and tested on");
  add_file(audit, command, "The experiment file", "EXP.JSON");
  add_form(audit, command, Form::json, "--json", "As JSON");
  CLI::App& preview = add_verb(app,
                               command,
                               Verb::preview,
                               "preview",
                               "Write pictures of the data, before and after augmentation");
  add_file(preview, command, "The experiment file", "EXP.JSON");
  add_export(app, command);
  add_predict(app, command);
  add_list(app, command);
  add_describe(app, command);
  add_weights(app, command);
  add_verb(app,
           command,
           Verb::schema,
           "schema",
           "Print the JSON Schema of experiment files, parameters of all plugins included");
  CLI::App& inspect =
      add_verb(app, command, Verb::inspect, "inspect", "Read a plugin library without loading it");
  add_file(inspect, command, "The plugin library", "FILE.so");
  add_form(inspect, command, Form::json, "--json", "As JSON");
  add_check(app, command);
  add_new(app, command);
  CLI::App& doctor =
      add_verb(app,
               command,
               Verb::doctor,
               "doctor",
               "Print what this tlhost runs on: libraries, plugins, cores, precision");
  add_form(doctor, command, Form::json, "--json", "As JSON");
  for (CLI::App* verb : app.get_subcommands([](CLI::App*) { return true; })) {
    add_common(*verb, command, behind);
  }
  app.require_subcommand(0, 1);
}

std::vector<std::string> known_words(const CLI::App& app) {
  std::vector<std::string> words;
  const auto add_options = [&words](const CLI::App& of) {
    for (const CLI::Option* option : of.get_options()) {
      for (const std::string& name : option->get_lnames()) {
        words.push_back("--" + name);
      }
    }
  };
  add_options(app);
  for (const CLI::App* verb : app.get_subcommands([](const CLI::App*) { return true; })) {
    words.push_back(verb->get_name());
    add_options(*verb);
  }
  return words;
}

}  // namespace tlhost::engine
