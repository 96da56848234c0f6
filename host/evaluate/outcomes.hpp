#pragma once
#include "host/metrics/figures.hpp"
#include "host/plan/cell_name.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tlhost::engine {

enum class RunStatus : std::uint8_t { ok, failed, diverged, not_applicable };

/// One seed and division of a cell.
struct RunOutcome {
  CellName cell;
  std::uint64_t seed = 0;
  Division division = {};
  RunStatus status = RunStatus::ok;
  std::string reason;  ///< when not ok
  std::string fit_key, predict_key;
  std::vector<Metric> metrics;          ///< empty when not ok
  std::vector<std::int64_t> confusion;  ///< [classes, classes], row: truth; empty when not ok
  TestScores scores;
  bool seed_used = true;  ///< false: the same fit stands for all seeds
  std::string medmnist;   ///< "pathmnist_64" where this is the whole published test part of a
                          ///< MedMNIST set; else ""
};

/// A figure over the rounds of a cell.
struct CellMetric {
  std::string name;
  std::int64_t seeds =
      0;  ///< distinct rounds with a value: fits, or all fits of a cross-validation
  std::optional<double> mean,
      spread;  ///< spread: standard deviation over seeds (n - 1), absent for one fit
  std::optional<Interval> interval;             ///< of the mean, for new cases and new seeds
  double case_variance = 0, seed_variance = 0;  ///< parts of the mean's variance (AUC scale)
  std::string reason;  ///< when there is no mean, or which labels it leaves out
};

struct CellOutcome {
  CellName cell;
  std::vector<RunOutcome> runs;  ///< by seed, in the file's order, and then by division
  std::vector<CellMetric> metrics;
  std::int64_t test_records = 0;  ///< of a round
};

/// All numbers of an experiment; nothing after this line changes them.
struct Outcomes {
  std::string experiment, note;
  std::vector<CellOutcome> cells;  ///< in plan order
};

}  // namespace tlhost::engine
