#include "host/evaluate/evaluate.hpp"

#include "host/evaluate/over_seeds.hpp"
#include "host/evaluate/rounds.hpp"
#include "host/metrics/metrics.hpp"
#include "host/weights/safetensors.hpp"

#include <ATen/ATen.h>

#include <algorithm>
#include <string_view>

namespace tlhost::engine {
namespace {

ScoreKind score_kind(const std::string& word) {
  return word == "margins"         ? ScoreKind::margins
         : word == "probabilities" ? ScoreKind::probabilities
                                   : ScoreKind::logits;
}

TestScores read_scores(const Artefact& predicted, const PredictJob& job, const RecordTable& table) {
  const Safetensors stored = read_safetensors(predicted.path("test.safetensors"));
  const at::Tensor values = stored.tensors.at(0).second.to(at::kDouble).contiguous();
  TestScores scores;
  scores.classes = table.info.classes;
  scores.kind = score_kind(stored.metadata.at("kind"));
  scores.scores.assign(values.data_ptr<double>(), values.data_ptr<double>() + values.numel());
  scores.multilabel = table.info.labelling == Labelling::multilabel;
  for (const std::int64_t row : job.test) {
    const RecordRow& record = table.rows[static_cast<std::size_t>(row)];
    scores.ids.push_back(record.id);
    if (scores.multilabel) {
      const std::vector<std::int8_t> truth = label_truth(record, scores.classes.size());
      scores.truth.insert(scores.truth.end(), truth.begin(), truth.end());
    } else {
      scores.labels.push_back(record.labels.at(0));
    }
  }
  return scores;
}

/// The name of a MedMNIST set, if these rows are all images of its published test part; in the
/// order of the rows, which is that of the ids.
std::string medmnist_name(const RecordTable& table, const std::vector<std::int64_t>& test) {
  constexpr std::string_view kPrefix = "medmnist/";
  constexpr std::int32_t kSmallest = 28;  // that is not said
  const auto published = std::count_if(table.rows.begin(), table.rows.end(), [](const auto& row) {
    return row.split == Split::test;
  });
  const bool whole = published == static_cast<std::ptrdiff_t>(test.size()) &&
                     std::all_of(test.begin(), test.end(), [&table](std::int64_t row) {
                       return table.rows[static_cast<std::size_t>(row)].split == Split::test;
                     });
  if (!table.info.collection.starts_with(kPrefix) || test.empty() || !whole) {
    return "";
  }
  const std::int32_t side = table.rows[static_cast<std::size_t>(test.front())].width;
  return table.info.collection.substr(kPrefix.size()) +
         (side == kSmallest ? "" : "_" + std::to_string(side));
}

RunStatus run_status(const JobResult& fit) {
  switch (fit.state) {
    case JobState::not_applicable:
      return RunStatus::not_applicable;
    case JobState::diverged:
      return RunStatus::diverged;
    default:
      return RunStatus::failed;
  }
}

RunOutcome run_outcome(const PlannedRun& run,
                       const Plan& plan,
                       const Scans& scans,
                       const Execution& execution,
                       const Store& store) {
  RunOutcome outcome;
  outcome.cell = run.cell;
  outcome.seed = run.seed;
  outcome.division = run.division;
  outcome.fit_key = plan.jobs[run.fit].key;
  outcome.predict_key = plan.jobs[run.predict].key;
  const FitJob& fit = *plan.jobs[run.fit].fit;
  outcome.seed_used = fit.from_scratch() || !fit.strategy.seedless;
  const JobResult& fitted = execution[run.fit];
  const JobResult& predicted = execution[run.predict];
  if (fitted.state != JobState::stored || predicted.state != JobState::stored) {
    outcome.status = fitted.state == JobState::stored ? RunStatus::failed : run_status(fitted);
    outcome.reason = fitted.state == JobState::stored ? predicted.reason : fitted.reason;
    return outcome;
  }
  const auto artefact = store.find("predict", outcome.predict_key);
  if (!artefact) {
    outcome.status = RunStatus::failed;
    outcome.reason = "its predictions were in the store and are not any more; run again";
    return outcome;
  }
  const PredictJob& job = *plan.jobs[run.predict].predict;
  outcome.scores = read_scores(*artefact, job, scans.datasets[job.dataset].table);
  outcome.medmnist = medmnist_name(scans.datasets[job.dataset].table, job.test);
  outcome.metrics = run_metrics(outcome.scores);
  outcome.confusion = confusion_matrix(outcome.scores);
  return outcome;
}

void summarise(CellOutcome& cell) {
  for (const Round& round : rounds_of(cell.runs)) {
    cell.test_records = std::max(cell.test_records, round.records());
  }
  cell.metrics = cell_metrics(cell.runs);
}

}  // namespace

Outcomes evaluate(const Plan& plan,
                  const Scans& scans,
                  const Execution& execution,
                  const Store& store) {
  Outcomes outcomes;
  outcomes.experiment = plan.experiment;
  outcomes.note = plan.note;
  for (const PlannedRun& run : plan.runs) {
    if (outcomes.cells.empty() || !(outcomes.cells.back().cell == run.cell)) {
      outcomes.cells.push_back({run.cell, {}, {}, 0});
    }
    outcomes.cells.back().runs.push_back(run_outcome(run, plan, scans, execution, store));
  }
  for (CellOutcome& cell : outcomes.cells) {
    summarise(cell);
  }
  return outcomes;
}

}  // namespace tlhost::engine
