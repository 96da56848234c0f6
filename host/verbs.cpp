#include "host/verbs.hpp"

#include "host/catalog/inspect.hpp"
#include "host/catalog/show.hpp"
#include "host/check/check_report.hpp"
#include "host/describe/describe.hpp"
#include "host/describe/weights.hpp"
#include "host/doctor/doctor.hpp"
#include "host/export/predict.hpp"
#include "host/log/printable.hpp"
#include "host/resolve/experiment_schema.hpp"
#include "host/scaffold/commands.hpp"

#include <iostream>
#include <stdexcept>

namespace tlhost::engine {
namespace {

int list(const Command& command, Log& log) {
  const Catalog catalog = find_plugins(command, {}, log);
  std::cout << (command.form == Form::json ? list_json(catalog, command.what, command.rejected)
                                           : list_text(catalog, command.what, command.rejected));
  if (!command.strict || catalog.rejected.empty()) {
    return 0;
  }
  log.error(std::to_string(catalog.rejected.size()) + " rejected" +
            (command.rejected ? "" : "; tlhost list --rejected shows which and why"));
  return static_cast<int>(Exit::plugin);
}

std::string described(const Catalog& catalog, const Command& command) {
  const NetworkWish wish{command.channels, command.classes, command.image_size, command.parameters};
  switch (command.form) {
    case Form::json:
      return describe_with_network_json(catalog, command.what, wish);
    case Form::json_schema:
      return describe_json_schema(catalog, command.what);
    case Form::markdown:
      return describe_markdown(catalog, command.what);
    case Form::text:
      break;
  }
  return describe_with_network_text(catalog, command.what, wish);
}

int describe(const Command& command, Log& log) {
  std::cout << described(find_plugins(command, {}, log), command);
  return 0;
}

int weights(const Command& command, Log& log) {
  const bool only_file = command.model.empty() && command.model_parameters.empty();
  const Catalog catalog = only_file ? Catalog{} : find_plugins(command, {}, log);
  const WeightsWish wish{command.file,
                         command.model,
                         command.model_parameters,
                         command.channels.value_or(3),
                         command.image_size.value_or(224)};
  std::cout << (command.form == Form::json ? weights_json(catalog, wish)
                                           : weights_text(catalog, wish));
  return 0;
}

int inspect(const Command& command) {
  const Inspection inspection = inspect_plugin(command.file, command.insecure_plugins);
  std::cout << (command.form == Form::json ? inspection_json(inspection)
                                           : inspection_text(inspection));
  return inspection.refused ? static_cast<int>(Exit::plugin) : 0;
}

int check(const Command& command) {
  CheckRequest request;
  request.path = command.file;
  request.include = command.include;
  request.parameters = command.parameters;
  request.seed = command.seed.value_or(0);
  request.in_process = command.in_process;
  return run_check(request, command.form == Form::json, command.only_failed, std::cout);
}

int predict(const Command& command, Log& log) {
  const ImageScores scores =
      predict_images(find_plugins(command, {}, log), command.file, command.images, log);
  std::cout << (command.form == Form::json ? scores_json(scores) : scores_csv(scores));
  return static_cast<int>(scores.left_out == 0 ? Exit::done : Exit::bad_data);
}

int scaffold(const Command& command) {
  const NewProject project{plugin_kind(command.what),
                           command.name,
                           command.folder.empty() ? command.name : command.folder};
  write_project(project);
  std::cout << project_commands(project, this_program());
  return 0;
}

int schema(const Command& command, Log& log) {
  std::cout << schema_text(find_plugins(command, {}, log));
  return 0;
}

int doctor(const Command& command, Log& log) {
  const Diagnosis diagnosis =
      diagnose({command.plugins, [&] { return find_plugins(command, {}, log); }});
  std::cout << (command.form == Form::json ? diagnosis_json(diagnosis) : diagnosis_text(diagnosis));
  return static_cast<int>(exit_of(diagnosis));
}

}  // namespace

Catalog find_plugins(const Command& command, const std::vector<std::string>& of_file, Log& log) {
  PluginSearch search;
  search.paths = command.plugins;
  search.from_file = of_file;
  search.use_default = command.default_plugins;
  search.insecure = command.insecure_plugins;
  Catalog catalog = open_catalog(search);
  for (const std::string& note : catalog.notes) {
    log.debug(printable(note));
  }
  for (const std::string& warning : catalog.warnings) {
    log.warning(printable(warning));
  }
  return catalog;
}

int run_verb(const Command& command, Log& log) {
  switch (command.verb) {
    case Verb::list:
      return list(command, log);
    case Verb::describe:
      return describe(command, log);
    case Verb::weights:
      return weights(command, log);
    case Verb::inspect:
      return inspect(command);
    case Verb::check:
      return check(command);
    case Verb::predict:
      return predict(command, log);
    case Verb::scaffold:
      return scaffold(command);
    case Verb::schema:
      return schema(command, log);
    case Verb::doctor:
      return doctor(command, log);
    case Verb::run:
    case Verb::plan:
    case Verb::audit:
    case Verb::preview:
    case Verb::export_fit:
      break;
  }
  throw std::logic_error("the main job is no verb");
}

}  // namespace tlhost::engine
