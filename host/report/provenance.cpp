#include "host/report/provenance.hpp"

#include "host/scan/left_out.hpp"
#include "host/scan/rare_classes.hpp"
#include "host/store/file_ops.hpp"

#include <boost/json/value.hpp>

#include <map>
#include <set>

namespace tlhost::engine {
namespace {

std::set<std::string> plugin_lines(const Experiment& experiment) {
  std::set<std::string> lines;
  const auto add = [&lines](const Component& component) {
    lines.insert(component.plugin + " " + component.version + ", sources " +
                 component.source.substr(0, 12) +
                 (component.insecure ? "; used with --insecure-plugins: other users could have "
                                       "changed its file"
                                     : ""));
  };
  for (const auto* table : {&experiment.datasets, &experiment.models, &experiment.strategies}) {
    for (const Component& component : *table) {
      add(component);
    }
  }
  for (const auto& recipe : experiment.recipes) {
    if (recipe) {
      add(*recipe);
    }
  }
  return lines;
}

std::string class_counts(const Plan& plan,
                         const Execution& execution,
                         const Store& store,
                         std::string& torch) {
  std::map<std::string, std::size_t> counts;
  for (std::size_t i = 0; i < plan.jobs.size(); ++i) {
    const auto artefact = execution[i].state == JobState::stored
                              ? store.find(plan.jobs[i].kind(), plan.jobs[i].key)
                              : std::nullopt;
    if (!artefact || !artefact->manifest.numeric_class.is_object()) {
      continue;
    }
    const boost::json::object& facts = artefact->manifest.numeric_class.as_object();
    const auto text = [&facts](const char* name) {
      const boost::json::value* value = facts.if_contains(name);
      return value != nullptr && value->is_string() ? std::string(value->as_string())
                                                    : std::string();
    };
    torch = text("torch");
    ++counts["class " + text("id") + ": LibTorch " + text("torch") + ", " + text("isa") + ", " +
             text("blas")];
  }
  std::string all;
  for (const auto& [name, count] : counts) {
    all += (all.empty() ? "" : "; ") + std::to_string(count) + " results in " + name;
  }
  return all;
}

std::string dataset_line(const ScannedDataset& scan, const DatasetSpec& spec) {
  std::string line = std::to_string(scan.table.rows.size()) + " records, " +
                     std::to_string(scan.table.info.classes.size()) +
                     " classes, groups: " + scan.table.info.group_is;
  if (spec.limit_per_class > 0) {
    line += ", used: at most " + std::to_string(spec.limit_per_class) + " of each class";
  }
  if (!spec.relabel.empty()) {
    line += ", labels:";
    for (const Relabel& change : spec.relabel) {
      line += (&change == spec.relabel.data() ? " " : ", ") + change.from +
              (change.to ? " is " + *change.to : " dropped");
    }
  }
  return line + ", records " + scan.records_key.substr(0, 12);
}

/// The images of each target's test sets.
std::map<std::string, std::set<std::string>> test_sets_of(const Plan& plan) {
  std::map<std::string, std::set<std::string>> sets;
  for (const PlannedRun& run : plan.runs) {
    sets[run.cell.target].insert(plan.jobs[run.predict].predict->test_images);
  }
  return sets;
}

std::string uses_of(const std::set<std::string>& test_sets, const Store& store) {
  std::size_t predictions = 0;
  for (const std::string& images : test_sets) {
    predictions += store.ledger_entries(images);
  }
  const std::string made = std::to_string(predictions) + " predictions were made on ";
  return made +
         (test_sets.size() == 1 ? "it" : "its " + std::to_string(test_sets.size()) + " parts") +
         " with this store";
}

using Facts = std::vector<std::pair<std::string, std::string>>;

/// What is not in a dataset's records: said first, then listed.
void add_left_out(const ScannedDataset& scan, Facts& facts) {
  constexpr std::size_t kListed = 200;
  for (const std::string& sentence : left_out_sentences(scan.table)) {
    facts.emplace_back("left out of " + scan.name, sentence);
  }
  for (const std::string& item : left_out_items(scan.table, kListed)) {
    facts.emplace_back("left out of " + scan.name, item);
  }
}

}  // namespace

Provenance provenance(const Experiment& experiment,
                      const Scans& scans,
                      const Plan& plan,
                      const Execution& execution,
                      const Store& store) {
  Provenance facts;
  facts.tlhost = TLHOST_VERSION;
  facts.numeric_class = class_counts(plan, execution, store, facts.torch);
  facts.plan_id = plan.id;
  for (const std::string& line : plugin_lines(experiment)) {
    facts.plugins.push_back(line);
  }
  facts.experiment_file = read_file(experiment.spec.file);
  for (std::size_t i = 0; i < scans.datasets.size(); ++i) {
    const ScannedDataset& scan = scans.datasets[i];
    if (!scan.name.empty()) {
      facts.facts.emplace_back("dataset " + scan.name,
                               dataset_line(scan, experiment.spec.datasets[i]));
      add_left_out(scan, facts.facts);
      for (const std::string& sentence : rare_class_sentences(scan.table)) {
        facts.facts.emplace_back("dataset " + scan.name, sentence);
      }
    }
  }
  for (const ScannedWeights& scan : scans.weights) {
    if (!scan.key.empty()) {
      facts.facts.emplace_back("weights of source " + experiment.spec.sources[scan.source].name +
                                   " for " + experiment.spec.models[scan.model].name,
                               scan.summary);
    }
  }
  for (const auto& [target, test_sets] : test_sets_of(plan)) {
    facts.facts.emplace_back("test set of " + target, uses_of(test_sets, store));
  }
  for (const std::string& sentence : plan.left_out) {
    facts.facts.emplace_back("left out", sentence);
  }
  return facts;
}

}  // namespace tlhost::engine
