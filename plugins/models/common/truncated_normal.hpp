#pragma once
#include <ATen/Functions.h>
#include <ATen/core/grad_mode.h>

namespace tlhost {

/// Draws a normal distribution around 0, cut at -2 and 2, which LibTorch has not of its own: what
/// falls beyond a cut is drawn again.
inline void truncated_normal(at::Tensor& weight, double deviation) {
  const at::NoGradGuard no_grad;
  weight.normal_(0, deviation);
  while (true) {
    const at::Tensor beyond = weight.abs().gt(2);
    const auto count = beyond.sum().item<std::int64_t>();
    if (count == 0) {
      return;
    }
    weight.masked_scatter_(beyond, at::empty({count}, weight.options()).normal_(0, deviation));
  }
}

}  // namespace tlhost
