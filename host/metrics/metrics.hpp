#pragma once
#include "host/metrics/auc_figure.hpp"
#include "host/metrics/figures.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tlhost::engine {

/// All figures of one run, each with its interval or with the reason why it has no value:
///   "auc"          two classes: the AUC of class 1 against class 0.  More: the plain mean over the
///   classes of the AUC of
///                  the class against the rest; without a value as soon as one class has none.
///   "accuracy"     part of the records whose highest score is at their class; ties go to the
///   lowest class index.  Several labels a record: see label_accuracy.hpp. "auc.<class>"  for
///   more than two classes, or several labels a record: the class against the rest.
/// docs/statistics.md has the formulas.  A score that is not finite takes the value of every
/// figure. Errors:  Refusal(bug, EVALUATE-SCORES) if the table's parts do not fit together.
/// Threads: pure, as all functions here.
std::vector<Metric> run_metrics(const TestScores& scores);

/// Counts [classes, classes], row: truth, column: class with the highest score; empty if a score is
/// not finite, or for several labels a record.
std::vector<std::int64_t> confusion_matrix(const TestScores& scores);

/// The figure that training selects by, by name ("auc", "accuracy", "auc.<class>"); nothing where
/// it is undefined. Errors: Refusal(bug, EVALUATE-METRIC) for another name.
std::optional<double> selection_score(const std::string& name, const TestScores& scores);

/// The AUC that a metric's name means: "auc" or "auc.<class>"; of several labels a record also
/// "accuracy".
/// Errors: Refusal(bug, EVALUATE-METRIC) for another name.
AucFigure named_auc_figure(const std::string& name, const TestScores& scores);

/// Records whose highest score is at their class, one entry a record: 1 or 0; empty if a score is
/// not finite, or for several labels a record.
std::vector<std::uint8_t> hits_of(const TestScores& scores);

}  // namespace tlhost::engine
