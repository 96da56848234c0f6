#pragma once
#include "host/data/split.hpp"
#include "host/plan/cell_name.hpp"
#include "host/resolve/resolve.hpp"
#include "host/scan/scan.hpp"

#include <boost/json/value.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tlhost::engine {

/// Trains: never sees a test record.
struct FitJob {
  Component model, strategy;
  std::optional<std::size_t> init;  ///< job whose network it starts from
  std::string tensors;              ///< or key of the weights of a file; neither: random weights
  std::string tensors_digest;
  std::size_t dataset = 0;                      ///< index into the experiment's datasets
  std::vector<std::int64_t> train, validation;  ///< rows of its records
  ScannedView view;
  std::int64_t channels = 3;  ///< of the model's input
  std::int64_t classes = 0;
  NormaliseRule normalise;  ///< used without init; else the init's values travel on
  TrainingRule training;
  NumericRule numeric;
  std::string select;
  std::uint64_t seed = 0;
  std::string target_name, source_name, model_name;
  std::vector<std::string> source_datasets, source_classes;
  bool naive = false;  ///< groups may stand in training, validation and test at once

  bool from_scratch() const { return !init && tensors.empty(); }
};

/// Scores test records with a finished fit.
struct PredictJob {
  std::size_t of = 0;  ///< a fit job
  std::size_t dataset = 0;
  std::vector<std::int64_t> test;  ///< rows
  std::string test_images;         ///< names the test set in the ledger
  ScannedView view;
};

/// A node of the plan.  Jobs stand behind those that they need.
struct Job {
  std::string key;
  boost::json::value key_json;
  std::string label;          ///< for people: "fit natural -> skin, resnet18, fine_tune, seed 1"
  std::optional<FitJob> fit;  ///< exactly one of the two
  std::optional<PredictJob> predict;

  const char* kind() const { return fit ? "fit" : "predict"; }
};

/// One seed and division of a cell: which job's predictions are its result.
struct PlannedRun {
  CellName cell;
  std::uint64_t seed = 0;
  Division division;
  std::size_t fit = 0,
              predict = 0;  ///< jobs; runs whose fit does not depend on the seed share them
};

/// Which of the splits of a dataset.
struct SplitName {
  std::size_t dataset = 0;
  std::uint64_t seed = 0;
  Division division = {};
  std::int64_t budget = 0;  ///< labels of each class; 0: all
  bool naive = false;
  auto operator<=>(const SplitName&) const = default;
};

/// How a target was divided.
struct PlannedSplit {
  SplitName name;
  SplitRows rows;
};

/// All that will be computed; its identity is fixed.  Pure data, the same bytes on every machine.
struct Plan {
  std::string experiment, note;
  std::vector<Job> jobs;
  std::vector<PlannedRun> runs;      ///< in the order of the report
  std::vector<PlannedSplit> splits;  ///< of targets
  std::vector<std::string>
      left_out;    ///< cells that the file's grid has and the plan has not, with the reason
  std::string id;  ///< SHA-256 of the sorted keys
};

/// The fit that a job is, or predicts with.
const FitJob& fit_of(const Plan& plan, const Job& job);

/// Facts of this build that stand in keys.
struct EngineFacts {
  std::string torch;  ///< "1.13"
};

/// Splits, cells and jobs.  Pure.
/// Errors: Refusal(bad_data) PLAN-SPLIT naming dataset and seed; Refusal(usage) PLAN-EMPTY if no
/// cell is left.
Plan make_plan(const Experiment& experiment, const Scans& scans, const EngineFacts& facts);

/// plan.json: what `tlhost plan --json` prints.  States of jobs are not part of it.
boost::json::value to_json(const Plan& plan, const Scans& scans);

}  // namespace tlhost::engine
