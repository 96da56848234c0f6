#pragma once
#include "host/metrics/figures.hpp"

#include <cstdint>
#include <limits>
#include <optional>
#include <string>

namespace tlhost::engine {

/// 95 % interval that is symmetric on the logit scale, so that it stays within (0, 1):
///     logistic(logit(value) +- q sqrt(variance) / (value (1 - value)))
/// q is the 97.5 % quantile of Student's t, which is the normal one for infinite degrees of
/// freedom. Errors: std::invalid_argument unless 0 < value < 1, 0 < variance < inf, 0 < freedom.
Interval logit_interval(double value,
                        double variance,
                        std::string method,
                        double freedom = std::numeric_limits<double>::infinity());

/// For a figure of exactly 1 or 0, where every variance is estimated as 0: the 95 % bound of
/// Clopper and Pearson for `trials` successes (or failures) out of `trials`.  1: [0.025^(1/trials),
/// 1]; 0: [0, 1 - 0.025^(1/trials)]. For an AUC, trials = min(positives, negatives): no misordered
/// pair at all implies none among that many pairs without a common record, so its probability is at
/// most AUC^trials and the bound is conservative. Method: "exact-bound".  Errors:
/// std::invalid_argument unless value is 0 or 1 and trials > 0.
Interval exact_bound(double value, std::int64_t trials);

/// Score interval of a proportion (Wilson 1927), without continuity correction.  Method: "wilson".
/// Errors: std::invalid_argument unless 0 <= hits <= trials and trials > 0.
Interval wilson_interval(std::int64_t hits, std::int64_t trials);

/// Largest variance that an AUC of this value can have: value (1 - value) / min(positives,
/// negatives). Source: van Dantzig 1951; Birnbaum and Klose 1957.  It stands in where DeLong's
/// cannot be estimated (one record in a class) or is 0 although the AUC is not 0 or 1 (all scores
/// equal).
double largest_auc_variance(double value, std::int64_t pairs);

/// Of an AUC with DeLong's variance (nothing: not estimable); pairs = min(positives, negatives).
/// Methods: "delong-logit"; "exact-bound" for 0 and 1; "bound-logit" with the largest variance.
Interval auc_interval(double value, std::optional<double> variance, std::int64_t pairs);

}  // namespace tlhost::engine
