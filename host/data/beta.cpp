#include "host/data/beta.hpp"

#include <cmath>

namespace tlhost::engine {
namespace {

constexpr double kPi = 3.14159265358979323846;

/// 0 < x <= 1: the logarithm is finite.
double draw_above_zero(Stream& stream) { return 1 - stream.uniform(); }

/// Box and Muller, one of the two.
double draw_normal(Stream& stream) {
  const double radius = std::sqrt(-2 * std::log(draw_above_zero(stream)));
  return radius * std::cos(2 * kPi * stream.uniform());
}

/// The logarithm of a gamma variable; shape at least 1.
double log_of_large_gamma(Stream& stream, double shape) {
  const double d = shape - 1.0 / 3, c = 1 / std::sqrt(9 * d);
  while (true) {
    const double normal = draw_normal(stream), root = 1 + c * normal;
    const double logarithm = std::log(draw_above_zero(stream));
    if (root <= 0) {
      continue;
    }
    const double v = root * root * root;
    if (logarithm < 0.5 * normal * normal + d - d * v + d * std::log(v)) {
      return std::log(d * v);
    }
  }
}

double log_of_gamma(Stream& stream, double shape) {
  if (shape >= 1) {
    return log_of_large_gamma(stream, shape);
  }
  const double logarithm = std::log(draw_above_zero(stream));
  return log_of_large_gamma(stream, shape + 1) + logarithm / shape;
}

}  // namespace

double draw_beta(Stream& stream, double alpha) {
  const double first = log_of_gamma(stream, alpha), second = log_of_gamma(stream, alpha);
  return 1 / (1 + std::exp(second - first));
}

}  // namespace tlhost::engine
