#include "host/metrics/interval.hpp"

#include "tests/support/catch.hpp"

#include <cmath>
#include <stdexcept>

using tlhost::engine::auc_interval;
using tlhost::engine::exact_bound;
using tlhost::engine::Interval;
using tlhost::engine::logit_interval;
using tlhost::engine::wilson_interval;

// Values of this file: python3 tests/parity/auc_golden.py, unless another source is named.
TEST_CASE("the logit interval agrees with the reference and stays within 0 and 1",
          "[evaluate][interval]") {
  const Interval interval = auc_interval(0.5698005698005698, 0.01102180530918934, 14);
  CHECK(interval.low == Approx(0.36392071744392385).epsilon(1e-12));
  CHECK(interval.high == Approx(0.754074446868802).epsilon(1e-12));
  CHECK(interval.method == "delong-logit");
  const Interval extreme = logit_interval(1 - 1e-9, 0.2, "x");
  CHECK(extreme.low >= 0);
  CHECK(extreme.high <= 1);
}

TEST_CASE("few degrees of freedom widen the interval to Student's, many leave the normal one",
          "[evaluate][interval]") {
  const double slope =
      0.25;  // p (1 - p) at 0.5: half width on the logit scale is q sqrt(v) / slope
  const auto quantile = [&](double freedom) {
    const double high = logit_interval(0.5, 1e-4, "x", freedom).high;
    return std::log(high / (1 - high)) * slope / 0.01;
  };
  // Tables of Student's t at 97.5 %.
  CHECK(quantile(1) == Approx(12.706).epsilon(1e-4));
  CHECK(quantile(2) == Approx(4.3027).epsilon(1e-4));
  CHECK(quantile(1e20) == Approx(1.959964).epsilon(1e-6));
  CHECK(quantile(HUGE_VAL) == Approx(1.959964).epsilon(1e-6));
}

TEST_CASE("an area of 1 has Clopper and Pearson's bound of the scarcer class",
          "[evaluate][interval]") {
  const Interval five = auc_interval(1, 0.0, 5);
  CHECK(five.low ==
        Approx(0.4781762498950185).epsilon(1e-14));  // scipy.stats.beta.ppf(0.025, 5, 1)
  CHECK(five.high == 1);
  CHECK(five.method == "exact-bound");
  CHECK(auc_interval(1, std::nullopt, 1).low == Approx(0.025).epsilon(1e-14));
}

TEST_CASE("an area of 0 has the mirrored bound", "[evaluate][interval]") {
  const Interval none = auc_interval(0, 0.0, 5);
  CHECK(none.low == 0);
  CHECK(none.high == Approx(1 - 0.4781762498950185).epsilon(1e-14));
  CHECK(none.method == "exact-bound");
}

TEST_CASE("an area between 0 and 1 without a usable variance has the largest one",
          "[evaluate][interval]") {
  const Interval one_positive = auc_interval(0.625, std::nullopt, 1);
  CHECK(one_positive.low == Approx(0.02825951469170776).epsilon(1e-12));
  CHECK(one_positive.high == Approx(0.9896391881414265).epsilon(1e-12));
  CHECK(one_positive.method == "bound-logit");
  // All scores equal: 1/2 +- 1.96 sqrt(1 / (4 * 25)) / (1/4) logits.
  const Interval equal = auc_interval(0.5, 0.0, 25);
  CHECK(equal.high == Approx(1 / (1 + std::exp(-1.959963984540054 * 0.1 / 0.25))).epsilon(1e-12));
  CHECK(equal.low == Approx(1 - equal.high).epsilon(1e-12));
  CHECK(equal.method == "bound-logit");
}

TEST_CASE("Wilson's interval agrees with the reference and is exact at its ends",
          "[evaluate][interval]") {
  const Interval seven = wilson_interval(7, 9);
  CHECK(seven.low == Approx(0.45258896910698887).epsilon(1e-12));
  CHECK(seven.high == Approx(0.9367748928821533).epsilon(1e-12));
  CHECK(seven.method == "wilson");
  CHECK(wilson_interval(0, 10).low == 0);
  CHECK(wilson_interval(0, 10).high == Approx(0.2775327998628892).epsilon(1e-12));
  CHECK(wilson_interval(10, 10).low == Approx(0.7224672001371106).epsilon(1e-12));
  CHECK(wilson_interval(10, 10).high == 1);
  CHECK(wilson_interval(1, 1).low == Approx(0.20654931437723742).epsilon(1e-12));
}

TEST_CASE("an interval of a figure that it is not made for is an error", "[evaluate][interval]") {
  CHECK_THROWS_WITH(logit_interval(1, 0.1, "x"),
                    "logit_interval: the value must lie between 0 and 1");
  CHECK_THROWS_WITH(logit_interval(0.5, 0, "x"), "logit_interval: the variance must be positive");
  CHECK_THROWS_AS(logit_interval(std::nan(""), 0.1, "x"), std::invalid_argument);
  CHECK_THROWS_WITH(exact_bound(0.5, 3), "exact_bound: the value must be 0 or 1");
  CHECK_THROWS_AS(exact_bound(1, 0), std::invalid_argument);
  CHECK_THROWS_AS(wilson_interval(3, 2), std::invalid_argument);
}
