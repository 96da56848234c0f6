#include "host/metrics/auc.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>

namespace tlhost::engine {

namespace {

void check_input(std::span<const double> scores, std::span<const std::uint8_t> positive) {
  if (scores.size() != positive.size()) {
    throw std::invalid_argument("roc_area: scores and truth differ in length");
  }
  if (std::any_of(scores.begin(), scores.end(), [](double s) { return std::isnan(s); })) {
    throw std::invalid_argument("roc_area: a score is NaN");
  }
}

std::vector<std::size_t> order_of(std::span<const double> scores) {
  std::vector<std::size_t> order(scores.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](auto a, auto b) { return scores[a] < scores[b]; });
  return order;
}

double sum_of_squares_about(const std::vector<double>& values, double centre) {
  double sum = 0;
  for (const double value : values) {
    sum += (value - centre) * (value - centre);
  }
  return sum;
}

}  // namespace

RocArea roc_area(std::span<const double> scores, std::span<const std::uint8_t> positive) {
  check_input(scores, positive);
  const auto m = static_cast<std::int64_t>(
      std::count_if(positive.begin(), positive.end(), [](auto p) { return p != 0; }));
  const auto n = static_cast<std::int64_t>(scores.size()) - m;
  if (m == 0 || n == 0) {
    throw std::invalid_argument("roc_area: no positive or no negative record");
  }
  const std::vector<std::size_t> order = order_of(scores);
  std::vector<double> placement(scores.size());
  std::int64_t positives_below = 0, negatives_below = 0, twice_sum = 0;
  for (std::size_t first = 0; first < order.size();) {
    std::size_t last = first;
    std::int64_t p = 0, q = 0;  // positives and negatives of this tie
    while (last < order.size() && scores[order[last]] == scores[order[first]]) {
      (positive[order[last++]] != 0 ? p : q) += 1;
    }
    const std::int64_t twice_v10 = 2 * negatives_below + q;
    const std::int64_t twice_v01 = 2 * (m - positives_below) - p;
    for (std::size_t i = first; i < last; ++i) {
      placement[order[i]] = positive[order[i]] != 0
                                ? static_cast<double>(twice_v10) / static_cast<double>(2 * n)
                                : static_cast<double>(twice_v01) / static_cast<double>(2 * m);
    }
    twice_sum += p * twice_v10;
    positives_below += p;
    negatives_below += q;
    first = last;
  }
  RocArea roc;
  roc.area =
      static_cast<double>(twice_sum) / (2.0 * static_cast<double>(m) * static_cast<double>(n));
  for (std::size_t i = 0; i < placement.size(); ++i) {
    (positive[i] != 0 ? roc.v10 : roc.v01).push_back(placement[i]);
  }
  return roc;
}

std::vector<double> influence_values(const RocArea& roc, std::span<const std::uint8_t> positive) {
  const auto m = static_cast<double>(roc.v10.size());
  const auto n = static_cast<double>(roc.v01.size());
  if (positive.size() != roc.v10.size() + roc.v01.size()) {
    throw std::invalid_argument("influence_values: the truth has another length than the area's");
  }
  if (m < 2 || n < 2) {
    return {};
  }
  const double of_positive = 1 / std::sqrt(m * (m - 1)), of_negative = 1 / std::sqrt(n * (n - 1));
  std::vector<double> influence;
  influence.reserve(positive.size());
  auto v10 = roc.v10.begin(), v01 = roc.v01.begin();
  for (const std::uint8_t is_positive : positive) {
    influence.push_back(is_positive != 0 ? (*v10++ - roc.area) * of_positive
                                         : (*v01++ - roc.area) * of_negative);
  }
  return influence;
}

double variance_of(std::span<const double> influence) {
  return std::inner_product(influence.begin(), influence.end(), influence.begin(), 0.0);
}

std::optional<double> delong_variance(const RocArea& roc) {
  const auto m = static_cast<double>(roc.v10.size());
  const auto n = static_cast<double>(roc.v01.size());
  if (m < 2 || n < 2) {
    return std::nullopt;
  }
  return sum_of_squares_about(roc.v10, roc.area) / (m * (m - 1)) +
         sum_of_squares_about(roc.v01, roc.area) / (n * (n - 1));
}

}  // namespace tlhost::engine
