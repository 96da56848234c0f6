#include "host/data/beta.hpp"

#include "tests/support/catch.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

using tlhost::engine::draw_beta;
using tlhost::engine::Stream;

namespace {

std::vector<double> sorted_draws(double alpha, int count = 20000) {
  Stream stream(1, "test");
  std::vector<double> all;
  for (int i = 0; i < count; ++i) {
    all.push_back(draw_beta(stream, alpha));
  }
  std::sort(all.begin(), all.end());
  return all;
}

/// The largest distance of the draws' distribution function from the given one.
template <class Distribution>
double kolmogorov(const std::vector<double>& sorted, const Distribution& distribution) {
  double most = 0;
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    const double place = static_cast<double>(i) / static_cast<double>(sorted.size());
    most = std::max(most, std::abs(distribution(sorted[i]) - place));
  }
  return most;
}

}  // namespace

// Distribution functions in closed form; 0.0115 is the 1 % point for 20,000 draws.
TEST_CASE("draws have the distribution Beta(alpha, alpha)", "[data][random]") {
  CHECK(kolmogorov(sorted_draws(1), [](double x) { return x; }) < 0.0115);
  CHECK(kolmogorov(sorted_draws(2), [](double x) { return x * x * (3 - 2 * x); }) < 0.0115);
  CHECK(kolmogorov(sorted_draws(0.5), [](double x) {
          return 2 / 3.14159265358979323846 * std::asin(std::sqrt(x));
        }) < 0.0115);
}

TEST_CASE("draws have the moments of Beta(alpha, alpha)", "[data][random]") {
  for (const double alpha : {0.1, 0.2, 0.4, 8.0}) {
    const std::vector<double> all = sorted_draws(alpha);
    double sum = 0, squares = 0;
    for (const double x : all) {
      sum += x;
      squares += (x - 0.5) * (x - 0.5);
    }
    CHECK(sum / 20000 == Approx(0.5).margin(0.012));
    CHECK(squares / 20000 == Approx(1 / (4 * (2 * alpha + 1))).epsilon(0.04));
  }
}

TEST_CASE("an alpha that is very small or large gives numbers from 0 to 1", "[data][random]") {
  for (const double alpha : {1e-6, 1e-3, 1000.0}) {
    const std::vector<double> all = sorted_draws(alpha, 2000);
    CHECK(all.front() >= 0);
    CHECK(all.back() <= 1);
    CHECK(std::all_of(all.begin(), all.end(), [](double x) { return std::isfinite(x); }));
  }
  CHECK(sorted_draws(1000, 2000).front() > 0.4);
}
