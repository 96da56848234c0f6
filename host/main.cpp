#include "host/audit/audit.hpp"
#include "host/cli/command.hpp"
#include "host/evaluate/evaluate.hpp"
#include "host/execute/numeric.hpp"
#include "host/execute/show_plan.hpp"
#include "host/execute/signals.hpp"
#include "host/export/export.hpp"
#include "host/preview/preview.hpp"
#include "host/process/processor.hpp"
#include "host/report/provenance.hpp"
#include "host/report/report.hpp"
#include "host/resolve/machine.hpp"
#include "host/scan/open_store.hpp"
#include "host/spec/spec.hpp"
#include "host/verbs.hpp"

#include <cstdlib>
#include <iostream>

namespace tlhost::engine {
namespace {

/// What a verb shows, or writes, instead of an execution.
struct Shown {
  const Plan& plan;
  const Scans& scans;
  const Store& store;
};

int show(const Command& command, const ExperimentSpec& spec, const Shown& shown, Log& log) {
  const bool json = command.form == Form::json;
  if (command.verb == Verb::preview) {
    write_preview(shown.plan, shown.scans, shown.store, spec.output + "/preview");
    std::cout << spec.output << "/preview/index.html\n";
    return 0;
  }
  if (command.verb == Verb::export_fit) {
    log.info(export_fit(
        shown.plan, shown.scans, shown.store, {command.fit, command.to, command.format}));
    return 0;
  }
  if (command.verb == Verb::audit) {
    const Audit audited = audit(shown.plan, shown.scans, spec.audit);
    std::cout << (json ? audit_json(audited) : audit_text(audited));
    return static_cast<int>(audited.leaks.empty() ? Exit::done : Exit::bad_data);
  }
  const Execution found = look_up(shown.plan, shown.store);
  std::cout << (json ? plan_json(shown.plan, shown.scans, found)
                     : plan_text(shown.plan, found, shown.store));
  return 0;
}

/// The way of an experiment: each line takes what the ones before it made.
int run(const Command& command, Log& log) {
  const ExperimentSpec spec = parse_spec(command.file);
  const Catalog catalog = find_plugins(command, spec.plugins, log);
  const Experiment experiment = resolve(spec, catalog);
  refuse_what_the_machine_cannot(experiment, this_processor());
  const Store store = open_store(spec, log);
  const Scans scans = scan(experiment, store, log);
  const Plan plan = make_plan(experiment, scans, engine_facts());
  if (command.verb != Verb::run) {
    return show(command, spec, {plan, scans, store}, log);
  }
  const Audit audited = audit(plan, scans, spec.audit);
  refuse_leaks(audited);
  for (const std::string& warning : audit_warnings(audited)) {
    log.warning(warning);
  }
  const ExecuteOptions options{command.jobs.value_or(usable_cores()), command.cache_features};
  const Execution execution = execute(plan, scans, store, options, log);
  const Outcomes outcomes = evaluate(plan, scans, execution, store);
  Provenance origin = provenance(experiment, scans, plan, execution, store);
  for (const auto& fact : audit_facts(audited)) {
    origin.facts.push_back(fact);
  }
  write_report(outcomes, origin, spec.output);
  std::cout << results_table(outcomes);
  log.info("report: " + spec.output + "/report.html");
  return exit_code_of(execution);
}

int start(int argc, char** argv) {
  const Parsed parsed = parse_command(argc, argv);
  if (!parsed.command) {
    (parsed.exit_code == 0 ? std::cout : std::cerr) << parsed.text;
    return parsed.exit_code;
  }
  const Command& command = *parsed.command;
  start_with_one_thread(argv);
  set_up_signals();
  Log log(command.verbose ? Log::Detail::verbose
          : command.quiet ? Log::Detail::quiet
                          : Log::Detail::normal);
  const bool main_job = command.verb == Verb::run || command.verb == Verb::plan ||
                        command.verb == Verb::audit || command.verb == Verb::preview ||
                        command.verb == Verb::export_fit;
  return main_job ? run(command, log) : run_verb(command, log);
}

/// The only catch of the program: what was thrown becomes a message and an exit code.
int guarded(int argc, char** argv) {
  try {
    return start(argc, argv);
  } catch (const Interrupted& interrupted) {
    return interrupted.exit_code();
  } catch (const Refusal& refusal) {
    for (const Problem& problem : refusal.problems()) {
      std::cerr << "tlhost: " << to_text(problem) << "\n";
    }
    return static_cast<int>(refusal.exit());
  } catch (const std::exception& error) {
    std::cerr << "tlhost: "
              << to_text({"BUG", "tlhost", error.what(), "", "this is a bug: please report it"})
              << "\n";
    return static_cast<int>(Exit::bug);
  }
}

}  // namespace
}  // namespace tlhost::engine

int main(int argc, char** argv) {
  const int code = tlhost::engine::guarded(argc, argv);
  std::cout.flush();
  // Destructors of libraries that were never meant to be unloaded must not change the exit code.
  std::_Exit(code);
}
