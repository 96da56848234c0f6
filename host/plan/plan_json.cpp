#include "host/plan/plan.hpp"

#include <boost/json/value_from.hpp>

#include <utility>

namespace tlhost::engine {
namespace {

boost::json::value ids(const RecordTable& table, const std::vector<std::int64_t>& rows) {
  boost::json::array names;
  for (const std::int64_t row : rows) {
    names.push_back(boost::json::value(table.rows[static_cast<std::size_t>(row)].id));
  }
  return names;
}

boost::json::value job_json(const Plan& plan, const Job& job) {
  boost::json::array inputs;
  if (job.fit && job.fit->init) {
    inputs.push_back(boost::json::value(plan.jobs[*job.fit->init].key));
  }
  if (job.predict) {
    inputs.push_back(boost::json::value(plan.jobs[job.predict->of].key));
  }
  return {{"key", job.key},
          {"kind", job.kind()},
          {"doc", job.label},
          {"inputs", std::move(inputs)},
          {"of", job.key_json}};
}

}  // namespace

boost::json::value to_json(const Plan& plan, const Scans& scans) {
  boost::json::array datasets, splits, jobs, runs;
  for (const ScannedDataset& scan : scans.datasets) {
    if (!scan.name.empty()) {
      datasets.push_back({{"dataset", scan.name},
                          {"records", scan.records_key},
                          {"images", scan.images},
                          {"count", scan.table.rows.size()},
                          {"classes", boost::json::value_from(scan.table.info.classes)},
                          {"skipped", scan.table.skipped.size()}});
    }
  }
  boost::json::array weights;
  for (const ScannedWeights& scan : scans.weights) {
    weights.push_back({{"source", scan.source}, {"model", scan.model}, {"tensors", scan.key}});
  }
  for (const PlannedSplit& split : plan.splits) {
    const RecordTable& table = scans.datasets[split.name.dataset].table;
    splits.push_back({{"dataset", scans.datasets[split.name.dataset].name},
                      {"seed", split.name.seed},
                      {"repeat", split.name.division.repeat},
                      {"fold", split.name.division.fold},
                      {"budget", split.name.budget},
                      {"naive", split.name.naive},
                      {"train", ids(table, split.rows.train)},
                      {"validation", ids(table, split.rows.validation)},
                      {"test", ids(table, split.rows.test)}});
  }
  for (const Job& job : plan.jobs) {
    jobs.push_back(job_json(plan, job));
  }
  for (const PlannedRun& run : plan.runs) {
    runs.push_back({{"source", run.cell.source},
                    {"target", run.cell.target},
                    {"model", run.cell.model},
                    {"strategy", run.cell.strategy},
                    {"budget", run.cell.budget},
                    {"naive", run.cell.naive},
                    {"seed", run.seed},
                    {"repeat", run.division.repeat},
                    {"fold", run.division.fold},
                    {"fit", plan.jobs[run.fit].key},
                    {"predict", plan.jobs[run.predict].key}});
  }
  return {{"format", 1},
          {"plan_id", plan.id},
          {"experiment", plan.experiment},
          {"scans", std::move(datasets)},
          {"weights", std::move(weights)},
          {"splits", std::move(splits)},
          {"jobs", std::move(jobs)},
          {"runs", std::move(runs)},
          {"left_out", boost::json::value_from(plan.left_out)}};
}

}  // namespace tlhost::engine
