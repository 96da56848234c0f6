#include "host/execute/schedule.hpp"

#include <algorithm>
#include <cmath>

namespace tlhost::engine {
namespace {

constexpr double kPi = 3.14159265358979323846;

double cosine(double from, double to, double t) {
  return to + (from - to) * (1 + std::cos(kPi * t)) / 2;
}

double one_cycle(double peak_at, double step, double steps) {
  constexpr double kStart = 1.0 / 25, kEnd = kStart / 1e4;
  const double peak = std::max(0.0, peak_at * steps - 1), last = steps - 1;
  if (step <= peak) {
    return peak == 0 ? 1 : cosine(kStart, 1, step / peak);
  }
  return cosine(1, kEnd, (step - peak) / (last - peak));
}

}  // namespace

double schedule_factor(Schedule schedule, double warmup, std::int64_t step, std::int64_t steps) {
  const auto at = static_cast<double>(step), all = static_cast<double>(steps);
  if (schedule == Schedule::one_cycle) {
    return one_cycle(warmup > 0 ? warmup : 0.3, at, all);
  }
  const double rise = std::floor(warmup * all);
  if (at < rise) {
    return (at + 1) / (rise + 1);
  }
  return schedule == Schedule::cosine ? cosine(1, 0, (at - rise) / (all - rise)) : 1;
}

}  // namespace tlhost::engine
