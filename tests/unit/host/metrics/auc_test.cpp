#include "host/metrics/auc.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/formula_scores.hpp"

#include <cmath>
#include <limits>
#include <random>
#include <stdexcept>

using tlhost::engine::delong_variance;
using tlhost::engine::influence_values;
using tlhost::engine::roc_area;
using tlhost::engine::RocArea;
using tlhost::engine::variance_of;

namespace {

struct Case {
  std::vector<double> scores;
  std::vector<std::uint8_t> positive;
};

Case formula_case(std::int64_t records) {
  const auto table = tlhost::test::binary_scores(records);
  Case made;
  for (std::size_t i = 0; i < table.ids.size(); ++i) {
    made.scores.push_back(table.scores[2 * i + 1]);
    made.positive.push_back(static_cast<std::uint8_t>(table.labels[i]));
  }
  return made;
}

// The definition, pair by pair.
RocArea by_pairs(const Case& c) {
  std::vector<double> x, y;
  for (std::size_t i = 0; i < c.scores.size(); ++i) {
    (c.positive[i] != 0 ? x : y).push_back(c.scores[i]);
  }
  RocArea roc;
  roc.v10.assign(x.size(), 0);
  roc.v01.assign(y.size(), 0);
  for (std::size_t i = 0; i < x.size(); ++i) {
    for (std::size_t j = 0; j < y.size(); ++j) {
      const double psi = x[i] > y[j] ? 1 : x[i] == y[j] ? 0.5 : 0;
      roc.v10[i] += psi / static_cast<double>(y.size());
      roc.v01[j] += psi / static_cast<double>(x.size());
      roc.area += psi / static_cast<double>(x.size() * y.size());
    }
  }
  return roc;
}

double textbook_variance(const RocArea& roc) {
  const auto part = [&](const std::vector<double>& v) {
    double sum = 0;
    for (const double value : v) {
      sum += (value - roc.area) * (value - roc.area);
    }
    return sum / static_cast<double>(v.size() - 1) / static_cast<double>(v.size());
  };
  return part(roc.v10) + part(roc.v01);
}

}  // namespace

// Values by sklearn.metrics.roc_auc_score and DeLong's definition: python3
// tests/parity/auc_golden.py
TEST_CASE("the area and its variance agree with scikit-learn and DeLong's definition",
          "[evaluate][auc]") {
  const Case ties = formula_case(40);
  const RocArea roc = roc_area(ties.scores, ties.positive);
  CHECK(roc.area == Approx(0.5698005698005698).epsilon(0).margin(1e-14));
  CHECK(delong_variance(roc).value() == Approx(0.01102180530918934).epsilon(0).margin(1e-14));
  const Case few = formula_case(7);
  CHECK(roc_area(few.scores, few.positive).area == 0.5);
  CHECK(delong_variance(roc_area(few.scores, few.positive)).value() ==
        Approx(0.25).epsilon(0).margin(1e-15));
}

TEST_CASE("areas, placement values and variances agree with brute force on 200 random tables",
          "[evaluate][auc]") {
  std::mt19937_64 random(7);
  for (int round = 0; round < 200; ++round) {
    Case c;
    const std::size_t records = 4 + random() % 60;
    const std::uint64_t levels = round % 2 == 0 ? 5 : 1000003;  // many ties, hardly any
    for (std::size_t i = 0; i < records; ++i) {
      c.scores.push_back((static_cast<double>(random() % levels) - 2) / 3);
      c.positive.push_back(i < 2 ? 1 : i < 4 ? 0 : static_cast<std::uint8_t>(random() % 2));
    }
    const RocArea fast = roc_area(c.scores, c.positive), slow = by_pairs(c);
    CHECK(std::abs(fast.area - slow.area) < 1e-12);
    REQUIRE(fast.v10.size() == slow.v10.size());
    REQUIRE(fast.v01.size() == slow.v01.size());
    for (std::size_t i = 0; i < fast.v10.size(); ++i) {
      CHECK(std::abs(fast.v10[i] - slow.v10[i]) < 1e-12);
    }
    for (std::size_t j = 0; j < fast.v01.size(); ++j) {
      CHECK(std::abs(fast.v01[j] - slow.v01[j]) < 1e-12);
    }
    CHECK(std::abs(delong_variance(fast).value() - textbook_variance(slow)) < 1e-12);
    CHECK(std::abs(variance_of(influence_values(fast, c.positive)) - textbook_variance(slow)) <
          1e-12);
  }
}

TEST_CASE("perfect separation, its mirror and equal scores have exact areas and no variance",
          "[evaluate][auc]") {
  const std::vector<std::uint8_t> positive = {0, 1, 0, 1, 1};
  for (const auto& [scores, area] :
       std::vector<std::pair<std::vector<double>, double>>{{{1, 5, 2, 6, 7}, 1.0},
                                                           {{6, 1, 7, 2, 3}, 0.0},
                                                           {{2, 2, 2, 2, 2}, 0.5},
                                                           {{0.0, -0.0, 0.0, 0.0, -0.0}, 0.5}}) {
    const RocArea roc = roc_area(scores, positive);
    CHECK(roc.area == area);
    CHECK(delong_variance(roc).value() == 0);
    CHECK(variance_of(influence_values(roc, positive)) == 0);
  }
}

TEST_CASE("infinite scores rank, they are only very high or very low", "[evaluate][auc]") {
  const double infinite = std::numeric_limits<double>::infinity();
  CHECK(roc_area(std::vector<double>{-infinite, 3, infinite}, std::vector<std::uint8_t>{0, 0, 1})
            .area == 1);
}

TEST_CASE("one record in a class has an area but no variance", "[evaluate][auc]") {
  const std::vector<double> scores = {0.1, 0.4, 0.35, 0.8, 0.4};
  // 0.625: python3 tests/parity/auc_golden.py ("one positive, tied")
  const std::vector<std::uint8_t> tied = {0, 1, 0, 0, 0};
  const RocArea roc = roc_area(scores, tied);
  CHECK(roc.area == 0.625);
  CHECK_FALSE(delong_variance(roc).has_value());
  CHECK(influence_values(roc, tied).empty());
  CHECK_FALSE(
      delong_variance(roc_area(std::vector<double>{1, 2, 3}, std::vector<std::uint8_t>{1, 0, 1}))
          .has_value());
}

TEST_CASE("an area without a positive, without a negative, or of a NaN is an error",
          "[evaluate][auc]") {
  const std::vector<double> two = {1, 2};
  CHECK_THROWS_AS(roc_area(two, std::vector<std::uint8_t>{1, 1}), std::invalid_argument);
  CHECK_THROWS_AS(roc_area(two, std::vector<std::uint8_t>{0, 0}), std::invalid_argument);
  CHECK_THROWS_WITH(roc_area(two, std::vector<std::uint8_t>{1}),
                    "roc_area: scores and truth differ in length");
  CHECK_THROWS_WITH(roc_area(std::vector<double>{1, std::nan("")}, std::vector<std::uint8_t>{1, 0}),
                    "roc_area: a score is NaN");
}
