#pragma once
#include "host/evaluate/outcomes.hpp"

#include <string>
#include <vector>

namespace tlhost::engine {

/// The metric of this name, or null.  Lifetime: of the argument.
const CellMetric* find_metric(const CellOutcome& cell, const std::string& name);
const Metric* find_metric(const RunOutcome& run, const std::string& name);

/// The strategy and what else tells a row of a table from others: "fine_tune", "fine_tune, 25 of
/// each class", "fine_tune, naive split".
std::string how_text(const CellName& cell);

/// "ok", "failed", "diverged", "not_applicable".
std::string status_word(RunStatus status);

/// "ok"; "partial" if some runs are; else the one status of all runs, or "failed".
std::string cell_status(const CellOutcome& cell);

/// How many seeds (or rounds of seeds and repeats) stand behind a figure: "3"; "2 of 3"; "3 x 5
/// folds"; "1, fixed" if one fit that used no seed stands for all.
std::string seeds_text(const CellOutcome& cell, const CellMetric& metric);

/// Why there are fewer numbers than runs, one line a reason: "failed, seeds 1, 2: out of memory";
/// and, in a cell with finished runs, "auc: ..." for a figure without a value and "auc, seed 2:
/// ..." for a run's one; the same for labels that a figure leaves out. Of all figures, or of the
/// one named.
std::vector<std::string> missing_lines(const CellOutcome& cell, const std::string& only = "");

/// The cells of one target and model, in plan order.
struct CellGroup {
  std::string target, model;
  std::vector<const CellOutcome*> cells;
};

/// Groups in the order of their first cells.  Lifetime: pointers into `outcomes`.
std::vector<CellGroup> grouped_cells(const Outcomes& outcomes);

/// "120 test records", "118 to 120 test records".  The group must not be empty.
std::string records_text(const CellGroup& group);

/// The cells of the group with its highest mean AUC: none if fewer than two cells have one, or if
/// one of the highest has fewer than three fits, which are too few to call anything best.  Naive
/// cells never are.
std::vector<const CellOutcome*> highest_cells(const CellGroup& group);

/// What the mark of highest_cells means, for a footnote.
inline constexpr const char* kHighestNote =
    "highest mean AUC of this target and model; not a test of a difference";

/// What a row on a naive split is, for a footnote.
inline constexpr const char* kNaiveNote =
    "naive split: records of one group stand in training and test; what its figures are above the "
    "others' is leakage";

}  // namespace tlhost::engine
