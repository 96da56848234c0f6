#pragma once
#include <tlhost/phase.hpp>

#include <cstdint>

namespace tlhost::engine {

/// Learning rate of a step, as a factor of the phase's (of one_cycle: of its peak).  0 <= step <
/// steps.
///   constant   1
///   cosine     (1 + cos(pi t)) / 2, t from 0 to 1 over the steps behind the warm-up (Loshchilov,
///   Hutter 2017) one_cycle  from 1/25 to 1 over the first part (warmup, 0.3 where that is 0), then
///   to 1/250000, both by cosine
///              (Smith, Topin 2018, with the constants of PyTorch's OneCycleLR; momentum is not
///              cycled)
/// warmup: this part of the steps rises linearly from 0 (constant and cosine).
double schedule_factor(Schedule schedule, double warmup, std::int64_t step, std::int64_t steps);

}  // namespace tlhost::engine
