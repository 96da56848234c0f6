#pragma once
#include "host/evaluate/outcomes.hpp"

#include <string>
#include <vector>

namespace tlhost::engine {

/// A figure over the runs of a cell: mean and standard deviation over its distinct rounds, and an
/// interval of the mean for new test cases and new seeds.  docs/statistics.md has the formulas.
///
/// A round is a fit; of a cross-validation, the fits of all folds: its AUC is the plain mean of the
/// folds' ones, its accuracy that of all its records. Counted is the first round of each set of
/// fits of which all runs are ok and have a value.  The rest is left out here and shown by the
/// report.
///
///     variance of the mean = case variance + spread^2 / rounds
///
/// Case variance of an AUC: if all rounds have the same test records, that of the mean, from the
/// influence values averaged over the rounds; else the mean of the rounds' own variances, which is
/// an upper bound.  Of an accuracy p: p (1 - p) / n. The quantile is Student's t with the degrees
/// of freedom of Welch and Satterthwaite, spread^2 / rounds having rounds - 1 and the case variance
/// infinitely many; the normal one where the spread is 0.
///
/// Methods, several rounds: "delong-logit+seeds", "bound-logit+seeds", "binomial-logit+seeds", with
/// "-folds" (several runs a round) and "-conservative" (unequal test records) before "+seeds";
/// "exact-bound" for a mean of 0 or 1.  One fit: the run's own interval; one cross-validation:
/// "delong-logit-folds", "bound-logit-folds", "wilson".
/// Errors:  Refusal(bug, EVALUATE-METRIC) for an unknown name. Threads: pure.
CellMetric over_seeds(const std::string& metric, const std::vector<RunOutcome>& runs);

/// All figures that any run of the cell has, in the runs' order; "auc" and "accuracy", without a
/// value, if none is ok.
std::vector<CellMetric> cell_metrics(const std::vector<RunOutcome>& runs);

/// The first run of each fit key among those that are ok. Lifetime: pointers into `runs`.
std::vector<const RunOutcome*> distinct_fits(const std::vector<RunOutcome>& runs);

}  // namespace tlhost::engine
