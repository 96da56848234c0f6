#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace tlhost::engine {

/// Area under the ROC curve and its placement values.
/// With psi(x, y) = 1 if x > y, 1/2 if x = y, else 0, for m positives x and n negatives y:
///     area   = sum_ij psi(x_i, y_j) / (m n)
///     v10[i] = sum_j psi(x_i, y_j) / n      one a positive, in the order of the records
///     v01[j] = sum_i psi(x_i, y_j) / m      one a negative, in the order of the records
/// Both means are the area.
struct RocArea {
  double area = 0;
  std::vector<double> v10, v01;
};

/// By mid-ranks in O(N log N); the sum of psi is counted in whole numbers, so only the last
/// division rounds. Source:  Hanley and McNeil, Radiology 143 (1982); Sun and Xu, IEEE Signal
/// Processing Letters 21 (2014). Shapes:  scores and positive (0 or 1) have one entry a record.
/// Errors:  std::invalid_argument for another shape, a NaN, or without a positive or a negative.
/// Threads: pure.
RocArea roc_area(std::span<const double> scores, std::span<const std::uint8_t> positive);

/// What each record adds to the error of the area, in a form that can be summed:
///     (v10 - area) / sqrt(m (m - 1))  of a positive,  (v01 - area) / sqrt(n (n - 1))  of a
///     negative.
/// The sum of their squares is DeLong's variance; that of a mean of areas on the same records (of
/// classes, of seeds) is the sum of squares of the record-wise means of these values, all
/// covariances included. Source:  DeLong, DeLong and Clarke-Pearson, Biometrics 44 (1988). Shapes:
/// one value a record, in the order of `positive`; empty if m < 2 or n < 2 (no variance can be
/// estimated).
std::vector<double> influence_values(const RocArea& roc, std::span<const std::uint8_t> positive);

/// Sum of squares.
double variance_of(std::span<const double> influence);

/// DeLong's variance of one area; nothing if m < 2 or n < 2.
std::optional<double> delong_variance(const RocArea& roc);

}  // namespace tlhost::engine
