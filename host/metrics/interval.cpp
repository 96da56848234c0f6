#include "host/metrics/interval.hpp"

#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>

#include <cmath>
#include <stdexcept>
#include <utility>

namespace tlhost::engine {

namespace {

constexpr double kTail = 0.025;  // each side of 95 %

double upper_quantile(double freedom) {
  if (std::isinf(freedom)) {
    return boost::math::quantile(boost::math::complement(boost::math::normal(), kTail));
  }
  return boost::math::quantile(boost::math::complement(boost::math::students_t(freedom), kTail));
}

double logistic(double x) {
  return x >= 0 ? 1 / (1 + std::exp(-x)) : std::exp(x) / (1 + std::exp(x));
}

void require(bool condition, const char* what) {
  if (!condition) {
    throw std::invalid_argument(what);
  }
}

}  // namespace

Interval logit_interval(double value, double variance, std::string method, double freedom) {
  require(value > 0 && value < 1, "logit_interval: the value must lie between 0 and 1");
  require(variance > 0 && std::isfinite(variance), "logit_interval: the variance must be positive");
  require(freedom > 0, "logit_interval: the degrees of freedom must be positive");
  const double centre = std::log(value) - std::log1p(-value);
  const double half = upper_quantile(freedom) * std::sqrt(variance) / (value * (1 - value));
  return {logistic(centre - half), logistic(centre + half), std::move(method)};
}

Interval exact_bound(double value, std::int64_t trials) {
  require(value == 0 || value == 1, "exact_bound: the value must be 0 or 1");
  require(trials > 0, "exact_bound: there must be a trial");
  const double low = std::pow(kTail, 1 / static_cast<double>(trials));
  return value == 1 ? Interval{low, 1, "exact-bound"} : Interval{0, 1 - low, "exact-bound"};
}

Interval wilson_interval(std::int64_t hits, std::int64_t trials) {
  require(trials > 0 && hits >= 0 && hits <= trials,
          "wilson_interval: 0 <= hits <= trials, 0 < trials");
  const auto n = static_cast<double>(trials);
  const double p = static_cast<double>(hits) / n;
  const double z = upper_quantile(std::numeric_limits<double>::infinity());
  const double centre = (p + z * z / (2 * n)) / (1 + z * z / n);
  const double half = z / (1 + z * z / n) * std::sqrt(p * (1 - p) / n + z * z / (4 * n * n));
  // The ends are exactly 0 and 1 for no hit and no miss; rounding must not say otherwise.
  return {hits == 0 ? 0 : centre - half, hits == trials ? 1 : centre + half, "wilson"};
}

double largest_auc_variance(double value, std::int64_t pairs) {
  require(pairs > 0, "largest_auc_variance: there must be a pair");
  return value * (1 - value) / static_cast<double>(pairs);
}

Interval auc_interval(double value, std::optional<double> variance, std::int64_t pairs) {
  if (value == 0 || value == 1) {
    return exact_bound(value, pairs);
  }
  if (!variance || *variance == 0) {
    return logit_interval(value, largest_auc_variance(value, pairs), "bound-logit");
  }
  return logit_interval(value, *variance, "delong-logit");
}

}  // namespace tlhost::engine
