#include "host/execute/schedule.hpp"

#include "tests/support/catch.hpp"

#include <cmath>
#include <vector>

using tlhost::Schedule;
using tlhost::engine::schedule_factor;

namespace {

std::vector<double> factors(Schedule schedule, double warmup, std::int64_t steps) {
  std::vector<double> all;
  for (std::int64_t step = 0; step < steps; ++step) {
    all.push_back(schedule_factor(schedule, warmup, step, steps));
  }
  return all;
}

void check_all(const std::vector<double>& found, const std::vector<double>& expected) {
  REQUIRE(found.size() == expected.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    INFO("step " << i);
    CHECK(found[i] == Approx(expected[i]).epsilon(1e-12).margin(1e-15));
  }
}

}  // namespace

TEST_CASE("a constant schedule is 1 throughout", "[execute][schedule]") {
  check_all(factors(Schedule::constant, 0, 4), {1, 1, 1, 1});
  check_all(factors(Schedule::constant, 0, 1), {1});
}

TEST_CASE("a cosine schedule falls as half a cosine", "[execute][schedule]") {
  // (1 + cos(pi t)) / 2 at t = 0, 1/4, 1/2, 3/4.
  const double r = std::sqrt(2.0) / 2;
  check_all(factors(Schedule::cosine, 0, 4), {1, (1 + r) / 2, 0.5, (1 - r) / 2});
  check_all(factors(Schedule::cosine, 0, 1), {1});
}

TEST_CASE("warm-up rises linearly, then the schedule begins", "[execute][schedule]") {
  // Three of twelve steps rise by quarters; the fourth is the first at full height.
  const std::vector<double> constant = factors(Schedule::constant, 0.25, 12);
  check_all({constant.begin(), constant.begin() + 5}, {0.25, 0.5, 0.75, 1, 1});
  const std::vector<double> cosine = factors(Schedule::cosine, 0.25, 12);
  for (int i = 0; i < 9; ++i) {
    CHECK(cosine[static_cast<std::size_t>(i + 3)] ==
          Approx((1 + std::cos(3.14159265358979323846 * i / 9)) / 2).epsilon(1e-12));
  }
  check_all({cosine.begin(), cosine.begin() + 3}, {0.25, 0.5, 0.75});
}

TEST_CASE("a warm-up of less than a step is none", "[execute][schedule]") {
  check_all(factors(Schedule::constant, 0.1, 5), {1, 1, 1, 1, 1});
}

TEST_CASE("a warm-up may fill the phase", "[execute][schedule]") {
  check_all(factors(Schedule::cosine, 1, 4), {0.2, 0.4, 0.6, 0.8});
}

TEST_CASE("one_cycle is PyTorch's OneCycleLR", "[execute][schedule]") {
  // PyTorch 1.13.1, for (steps, pct) in ((10, .3), (20, .25), (7, .5)): p = torch.nn.Parameter(
  // torch.zeros(1)); o = torch.optim.SGD([p], lr=1.); s = torch.optim.lr_scheduler.OneCycleLR(o,
  // max_lr=1., total_steps=steps, pct_start=pct, cycle_momentum=False); then
  // o.param_groups[0]["lr"] before each o.step(); s.step()
  const std::vector<double> ten = {0.040000000000000036,
                                   0.52,
                                   1.0,
                                   0.9504846320134737,
                                   0.8117456539497631,
                                   0.6112620219362893,
                                   0.38874197806371075,
                                   0.18825834605023697,
                                   0.049519367986526286,
                                   4e-06};
  check_all(factors(Schedule::one_cycle, 0, 10), ten);
  check_all(factors(Schedule::one_cycle, 0.3, 10), ten);
  check_all(factors(Schedule::one_cycle, 0.25, 20),
            {0.040000000000000036,
             0.1805887450304573,
             0.52,
             0.8594112549695427,
             1.0,
             0.9890738440717014,
             0.9567729017303851,
             0.904508879153485,
             0.8345659649182164,
             0.750001,
             0.654509879153485,
             0.5522660225769003,
             0.4477379774230999,
             0.3454941208465151,
             0.2500030000000001,
             0.16543803508178376,
             0.09549512084651508,
             0.04323109826961479,
             0.010930155928298624,
             4e-06});
  check_all(factors(Schedule::one_cycle, 0.5, 7),
            {0.040000000000000036,
             0.3716718427000253,
             0.9083281572999747,
             0.9504846320134737,
             0.6112620219362893,
             0.18825834605023697,
             4e-06});
}

TEST_CASE("every schedule is finite and within 0 and 1 for short phases", "[execute][schedule]") {
  for (const Schedule schedule : {Schedule::constant, Schedule::cosine, Schedule::one_cycle}) {
    for (const double warmup : {0.0, 0.1, 0.5, 1.0}) {
      for (std::int64_t steps = 1; steps <= 8; ++steps) {
        for (const double factor : factors(schedule, warmup, steps)) {
          CHECK(std::isfinite(factor));
          CHECK(factor >= 0);
          CHECK(factor <= 1);
        }
      }
    }
  }
}
