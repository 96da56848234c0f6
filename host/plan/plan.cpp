#include "host/plan/plan.hpp"

#include "host/plan/divisions.hpp"
#include "host/plan/grid.hpp"
#include "host/plan/job_keys.hpp"
#include "host/store/digest.hpp"
#include "host/store/store.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

// The plan is a pure function: cells in the file's order, for each seed and division a split of the
// target, a fit (and before it the fits of its source), and a prediction.  Jobs with equal keys are
// one job.

namespace tlhost::engine {
namespace {

constexpr std::uint64_t kOneSeed = 0;  // of sources with "seeds": "one"

class Planner {
 public:
  Planner(const Experiment& experiment, const Scans& scans, const EngineFacts& facts)
      : experiment_(experiment), scans_(scans), facts_(facts) {}

  Plan make() {
    plan_.experiment = experiment_.spec.name;
    plan_.note = experiment_.spec.note;
    const std::vector<GridCell> cells = make_grid(experiment_, scans_, plan_.left_out);
    if (cells.empty()) {
      throw Refusal(
          Exit::usage,
          {"PLAN-EMPTY",
           experiment_.spec.file,
           "no cell is left to run" + (plan_.left_out.empty() ? "" : ": " + plan_.left_out.front()),
           "/include",
           "widen include, narrow exclude, or name other sources"});
    }
    for (const GridCell& cell : cells) {
      for (const std::uint64_t seed : experiment_.spec.seeds) {
        for (const Division& division : divisions_of(split_rule(cell.target))) {
          add_run(cell, seed, division);
        }
      }
    }
    std::set<std::string> keys;
    for (const Job& job : plan_.jobs) {
      keys.insert(job.key);
    }
    std::string text;
    for (const std::string& key : keys) {
      text += key + "\n";
    }
    plan_.id = sha256_hex(text);
    return std::move(plan_);
  }

 private:
  const SplitRule& split_rule(std::size_t dataset) const {
    return experiment_.spec.datasets[dataset].split;
  }

  const SplitRows& split(const SplitName& name) {
    const auto [at, fresh] = splits_.try_emplace(name);
    if (fresh) {
      at->second = draw(name);
    }
    return at->second;
  }

  SplitRows draw(const SplitName& name) const {
    const DatasetSpec& dataset = experiment_.spec.datasets[name.dataset];
    try {
      return draw_split(scans_.datasets[name.dataset].table,
                        split_request(dataset, experiment_.spec.budgets, name));
    } catch (const DataError& error) {
      throw Refusal(Exit::bad_data,
                    {"PLAN-SPLIT",
                     "dataset " + dataset.name + ", seed " + std::to_string(name.seed),
                     error.what(),
                     "/datasets/" + dataset.name,
                     "give more records, other parts in \"split\", or another protocol"});
    }
  }

  /// Rows that neither are test records of the target nor share a group with one.
  std::vector<std::int64_t> without_target(std::size_t dataset,
                                           const std::vector<std::int64_t>& rows,
                                           std::size_t target,
                                           const std::vector<std::int64_t>& test) const {
    const RecordTable& theirs = scans_.datasets[target].table;
    const RecordTable& ours = scans_.datasets[dataset].table;
    const bool same_images = theirs.info.collection == ours.info.collection;
    std::set<std::string> files, groups;
    for (const std::int64_t row : test) {
      const RecordRow& record = theirs.rows[static_cast<std::size_t>(row)];
      files.insert(record.sha256);
      if (same_images) {
        groups.insert(record.group);
      }
    }
    std::vector<std::int64_t> kept;
    std::copy_if(rows.begin(), rows.end(), std::back_inserter(kept), [&](std::int64_t row) {
      const RecordRow& record = ours.rows[static_cast<std::size_t>(row)];
      return files.count(record.sha256) == 0 && groups.count(record.group) == 0;
    });
    return kept;
  }

  FitJob fit_job(std::size_t model,
                 std::size_t dataset,
                 const StrategySpec& recipe,
                 const Component& strategy) const {
    const DatasetSpec& entry = experiment_.spec.datasets[dataset];
    FitJob job;
    job.model = experiment_.models[model];
    job.strategy = strategy;
    job.dataset = dataset;
    job.channels = entry.image.channels;
    job.view = scans_.datasets[dataset].view(
        experiment_.spec.models[model].image_size.value_or(entry.image.size), job.channels);
    job.classes = static_cast<std::int64_t>(scans_.datasets[dataset].table.info.classes.size());
    job.training = recipe.training;
    job.numeric = recipe.numeric;
    job.select = experiment_.spec.select;
    job.target_name = entry.name;
    job.model_name = experiment_.spec.models[model].name;
    return job;
  }

  /// The job that trains a source for a target of which these rows are held out.
  std::size_t source_fit(std::size_t model,
                         std::size_t source,
                         const SplitName& target,
                         std::uint64_t seed) {
    const SourceSpec& entry = experiment_.spec.sources[source];
    const std::size_t dataset = index_of(experiment_.spec.datasets, entry.train_on);
    const std::uint64_t own_seed = entry.seeds == SourceSeeds::one ? kOneSeed : seed;
    FitJob job = fit_job(model, dataset, *entry.pretrain, *experiment_.recipes[source]);
    job.seed = own_seed;
    job.normalise = entry.normalise;
    const std::vector<std::int64_t> test = split(target).test;
    const SplitRows rows = split({dataset, own_seed, divisions_of(split_rule(dataset)).front()});
    job.train = without_target(dataset, rows.train, target.dataset, test);
    job.validation = without_target(dataset, rows.validation, target.dataset, test);
    job.source_name = entry.from.empty() ? "scratch" : entry.from;
    if (!entry.from.empty()) {
      start_from(job, model, index_of(experiment_.spec.sources, entry.from), target, seed);
    }
    take_weights(job, model, source);
    return add_fit(std::move(job));
  }

  void start_from(FitJob& job,
                  std::size_t model,
                  std::size_t source,
                  const SplitName& target,
                  std::uint64_t seed) {
    const SourceSpec& entry = experiment_.spec.sources[source];
    job.source_name = entry.name;
    if (entry.train_on.empty()) {
      take_weights(job, model, source);
      return;
    }
    job.init = source_fit(model, source, target, seed);
    for (const std::size_t dataset : source_datasets(experiment_.spec, source)) {
      job.source_datasets.push_back(experiment_.spec.datasets[dataset].name);
      job.source_classes = scans_.datasets[dataset].table.info.classes;
    }
  }

  /// The file that a source begins with, if it does.
  void take_weights(FitJob& job, std::size_t model, std::size_t source) const {
    if (const ScannedWeights* weights = scans_.weights_of(source, model)) {
      job.tensors = weights->key;
      job.tensors_digest = weights->digest;
    }
  }

  void add_run(const GridCell& cell, std::uint64_t seed, const Division& division) {
    const StrategySpec& strategy = experiment_.spec.strategies[cell.strategy];
    const SplitName name{cell.target, seed, division, cell.budget, cell.name.naive};
    const SplitRows rows = split(name);
    if (rows.test.empty()) {
      throw Refusal(Exit::bad_data,
                    {"PLAN-SPLIT",
                     "dataset " + cell.name.target,
                     "it is a target, but its split leaves no test record",
                     "/datasets/" + cell.name.target,
                     "set \"split\": {\"test\": ...} above 0"});
    }
    FitJob job = fit_job(cell.model, cell.target, strategy, experiment_.strategies[cell.strategy]);
    job.train = rows.train;
    job.validation = rows.validation;
    job.normalise = experiment_.spec.sources[cell.source].normalise;
    job.naive = cell.name.naive;
    start_from(job, cell.model, cell.source, name, seed);
    job.seed = !job.from_scratch() && job.strategy.seedless ? 0 : seed;
    note_split(name, rows);
    const std::size_t fit = add_fit(std::move(job), words_of(name, split_rule(name.dataset)));
    plan_.runs.push_back({cell.name, seed, division, fit, add_predict(fit, rows.test)});
  }

  void note_split(const SplitName& name, const SplitRows& rows) {
    if (noted_.insert(name).second) {
      plan_.splits.push_back({name, rows});
    }
  }

  std::size_t add_fit(FitJob job, const std::string& words = "") {
    const std::string init = job.init ? plan_.jobs[*job.init].key : job.tensors;
    Job node;
    node.key_json = fit_key(job, scans_.datasets[job.dataset].table, init, facts_.torch);
    node.label = "fit " + job.source_name + " -> " + job.target_name + ", " + job.model_name +
                 ", " + job.strategy.name + ", seed " + std::to_string(job.seed) + words;
    node.fit = std::move(job);
    return add_job(std::move(node));
  }

  std::size_t add_predict(std::size_t fit, const std::vector<std::int64_t>& test) {
    const FitJob& of = *plan_.jobs[fit].fit;
    PredictJob job;
    job.of = fit;
    job.dataset = of.dataset;
    job.test = test;
    job.test_images = images_id(scans_.datasets[of.dataset].table, test);
    job.view = of.view;
    Job node;
    node.key_json = predict_key(job, plan_.jobs[fit].key, of.numeric, facts_.torch);
    node.label = "predict" + plan_.jobs[fit].label.substr(3);
    node.predict = std::move(job);
    return add_job(std::move(node));
  }

  std::size_t add_job(Job job) {
    job.key = Store::key_of(job.key_json);
    const auto [at, fresh] = jobs_.try_emplace(job.key, plan_.jobs.size());
    if (fresh) {
      plan_.jobs.push_back(std::move(job));
    }
    return at->second;
  }

  const Experiment& experiment_;
  const Scans& scans_;
  const EngineFacts& facts_;
  Plan plan_;
  std::map<SplitName, SplitRows> splits_;
  std::set<SplitName> noted_;
  std::map<std::string, std::size_t> jobs_;
};

}  // namespace

const FitJob& fit_of(const Plan& plan, const Job& job) {
  return job.fit ? *job.fit : *plan.jobs[job.predict->of].fit;
}

Plan make_plan(const Experiment& experiment, const Scans& scans, const EngineFacts& facts) {
  return Planner(experiment, scans, facts).make();
}

}  // namespace tlhost::engine
