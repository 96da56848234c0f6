#pragma once
#include <ATen/Functions.h>
#include <ATen/core/grad_mode.h>

#include <cmath>

namespace tlhost {

/// Draws a normal distribution around 0, cut at -2 and 2, which LibTorch has not of its own:
/// uniform between the cuts' probabilities, through the inverse of the normal's distribution.
inline void truncated_normal(at::Tensor& weight, double deviation) {
  const at::NoGradGuard no_grad;
  const double low = 0.5 * (1 + std::erf(-2 / deviation / std::sqrt(2.0)));
  weight.uniform_(2 * low - 1, 1 - 2 * low)
      .erfinv_()
      .mul_(deviation * std::sqrt(2.0))
      .clamp_(-2, 2);
}

}  // namespace tlhost
