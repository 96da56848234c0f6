#include "host/plan/grid.hpp"

#include "host/spec/rules.hpp"

#include <algorithm>
#include <utility>

namespace tlhost::engine {
namespace {

bool holds(const std::vector<std::string>& names, const std::string& name) {
  return names.empty() || std::find(names.begin(), names.end(), name) != names.end();
}

bool matches(const CellFilter& filter, const CellName& cell) {
  return holds(filter.model, cell.model) && holds(filter.source, cell.source) &&
         holds(filter.target, cell.target) && holds(filter.strategy, cell.strategy) &&
         holds(filter.budget, cell.budget);
}

bool any_matches(const std::vector<CellFilter>& filters, const CellName& cell) {
  return std::any_of(
      filters.begin(), filters.end(), [&cell](const CellFilter& f) { return matches(f, cell); });
}

bool is_self(const Experiment& experiment, const Scans& scans, const GridCell& cell) {
  const std::string& collection = scans.datasets[cell.target].table.info.collection;
  const auto datasets = source_datasets(experiment.spec, cell.source);
  return std::any_of(datasets.begin(), datasets.end(), [&](std::size_t dataset) {
    return scans.datasets[dataset].table.info.collection == collection;
  });
}

/// The file of weights that a source's chain begins with and that is not there for a model: what
/// to call it; "" if none is lacking.
std::string lacking_file(const ExperimentSpec& spec,
                         const Scans& scans,
                         std::size_t source,
                         std::size_t model) {
  const ScannedWeights* weights = scans.weights_of(source, model);
  if (weights != nullptr && weights->key.empty()) {
    return weights->file.empty() ? "none is named" : weights->file + " is not there";
  }
  const std::string& from = spec.sources[source].from;
  return from.empty() ? "" : lacking_file(spec, scans, index_of(spec.sources, from), model);
}

void add_once(std::vector<std::string>& sentences, const std::string& sentence) {
  if (std::find(sentences.begin(), sentences.end(), sentence) == sentences.end()) {
    sentences.push_back(sentence);
  }
}

/// Why a cell of the file's grid cannot be run; "" if it can.
std::string why_not(const Experiment& experiment, const Scans& scans, const GridCell& cell) {
  if (!experiment.spec.self && is_self(experiment, scans, cell)) {
    return "source " + cell.name.source + " has learnt from the images of target " +
           cell.name.target + "; \"self\": true would keep such cells";
  }
  const std::string file = lacking_file(experiment.spec, scans, cell.source, cell.model);
  return file.empty() ? ""
                      : "model " + cell.name.model + " has no weights for source " +
                            cell.name.source + " (" + file + ")";
}

bool is_naive_too(const SplitRule& rule) {
  return rule.naive && rule.protocol != Protocol::official;
}

/// The budgets of a cell: "all" and no name where the file has no such axis.
std::vector<std::pair<std::int64_t, std::string>> budgets_of(const BudgetRule& rule) {
  std::vector<std::pair<std::int64_t, std::string>> budgets;
  for (const std::int64_t per_class : rule.per_class) {
    budgets.emplace_back(per_class, budget_name(per_class));
  }
  return budgets.empty() ? decltype(budgets){{0, ""}} : budgets;
}

std::vector<GridCell> all_cells(const ExperimentSpec& spec) {
  std::vector<GridCell> cells;
  for (const std::string& target : spec.targets) {
    for (std::size_t model = 0; model < spec.models.size(); ++model) {
      for (std::size_t source = 0; source < spec.sources.size(); ++source) {
        for (std::size_t strategy = 0; strategy < spec.strategies.size(); ++strategy) {
          for (const auto& [budget, budget_words] : budgets_of(spec.budgets)) {
            cells.push_back({{spec.sources[source].name,
                              target,
                              spec.models[model].name,
                              spec.strategies[strategy].name,
                              budget_words},
                             model,
                             source,
                             index_of(spec.datasets, target),
                             strategy,
                             budget});
          }
        }
      }
    }
  }
  return cells;
}

}  // namespace

std::vector<std::size_t> source_datasets(const ExperimentSpec& spec, std::size_t source) {
  const SourceSpec& entry = spec.sources[source];
  std::vector<std::size_t> datasets;
  if (!entry.from.empty()) {
    datasets = source_datasets(spec, index_of(spec.sources, entry.from));
  }
  if (!entry.train_on.empty()) {
    datasets.push_back(index_of(spec.datasets, entry.train_on));
  }
  return datasets;
}

std::vector<GridCell> make_grid(const Experiment& experiment,
                                const Scans& scans,
                                std::vector<std::string>& left_out) {
  std::vector<GridCell> cells;
  for (const GridCell& cell : all_cells(experiment.spec)) {
    if ((!experiment.spec.include.empty() && !any_matches(experiment.spec.include, cell.name)) ||
        any_matches(experiment.spec.exclude, cell.name)) {
      continue;
    }
    const std::string reason = why_not(experiment, scans, cell);
    if (!reason.empty()) {
      add_once(left_out, reason);
      continue;
    }
    cells.push_back(cell);
    if (is_naive_too(experiment.spec.datasets[cell.target].split)) {
      cells.push_back(cell);
      cells.back().name.naive = true;
    }
  }
  return cells;
}

}  // namespace tlhost::engine
