#pragma once
#include "host/data/random.hpp"

namespace tlhost::engine {

/// A number 0 <= x <= 1 of the distribution Beta(alpha, alpha); alpha above 0.
/// Source: Marsaglia, Tsang, ACM TOMS 2000, on the ratio of two gamma variables; their logarithms,
/// so that a small alpha does not underflow.
double draw_beta(Stream& stream, double alpha);

}  // namespace tlhost::engine
