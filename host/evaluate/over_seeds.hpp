#pragma once
#include "host/evaluate/outcomes.hpp"

#include <string>
#include <vector>

namespace tlhost::engine {

/// A figure over the runs of a cell: mean and standard deviation over its distinct fits, and an
/// interval of the mean for new test cases and new seeds.  docs/statistics.md has the formulas.
///
/// Counted is the first run of each fit key that is ok and has a value; a run without a fit key
/// counts as a fit of its own.  The rest is left out here and shown by the report.
///
///     variance of the mean = case variance + spread^2 / fits
///
/// Case variance of an AUC: if all runs have the same test records, that of the mean, from the
/// influence values averaged over the fits; else the mean of the runs' own variances, which is an
/// upper bound.  Of an accuracy p: p (1 - p) / n. The quantile is Student's t with the degrees of
/// freedom of Welch and Satterthwaite, spread^2 / fits having fits - 1 and the case variance
/// infinitely many; the normal one where the spread is 0.
///
/// Methods, several fits: "delong-logit+seeds", "bound-logit+seeds", "binomial-logit+seeds", with
/// "-conservative" before
/// "+seeds" for unequal test records; "exact-bound" for a mean of 0 or 1.  One fit: the run's own
/// interval. Errors:  Refusal(bug, EVALUATE-METRIC) for an unknown name. Threads: pure.
CellMetric over_seeds(const std::string& metric, const std::vector<RunOutcome>& runs);

/// All figures that any run of the cell has, in the runs' order; "auc" and "accuracy", without a
/// value, if none is ok.
std::vector<CellMetric> cell_metrics(const std::vector<RunOutcome>& runs);

/// The runs that over_seeds counts before it looks for a value: the first of each fit key among
/// those that are ok. Lifetime: pointers into `runs`.
std::vector<const RunOutcome*> distinct_fits(const std::vector<RunOutcome>& runs);

}  // namespace tlhost::engine
