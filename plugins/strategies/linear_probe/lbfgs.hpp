#pragma once
#include <ATen/core/Tensor.h>

#include <cstdint>
#include <functional>

namespace tlhost {
namespace linear_probe {

/// Value at x; writes the gradient, of x's shape.  Float64, on the CPU.
using Objective = std::function<double(const at::Tensor& x, at::Tensor& gradient)>;

/// When to stop.
struct Limits {
  double gradient = 1e-7;  ///< largest entry that counts as zero
  std::int64_t iterations = 3000;
};

/// Where the descent ended.
struct Minimum {
  at::Tensor x;
  double value = 0;
  double gradient = 0;  ///< largest entry, in size
  bool converged = false;
};

/// Minimum of a smooth convex function, by limited-memory BFGS with ten pairs and a line search to
/// the weak Wolfe conditions (Nocedal and Wright, algorithms 7.4 and 7.5; the bisection is that of
/// Lewis and Overton 2013). Deterministic.
Minimum minimise(const Objective& objective, const at::Tensor& start, const Limits& limits);

}  // namespace linear_probe
}  // namespace tlhost
