#pragma once
#include <ATen/Functions.h>
#include <torch/nn/module.h>

#include <cstdint>
#include <vector>

namespace tlhost {

/// Leaves out a branch for some samples of a batch in training, and scales the rest up (Huang et
/// al., ECCV 2016, arXiv:1603.09382).  [N, ...] -> the same.
struct StochasticDepth final : torch::nn::Module {
  explicit StochasticDepth(double probability) : rate(probability) {}

  at::Tensor forward(const at::Tensor& x) {
    if (!is_training() || rate == 0) {
      return x;
    }
    std::vector<std::int64_t> shape(static_cast<std::size_t>(x.dim()), 1);
    shape[0] = x.size(0);
    return x * at::empty(shape, x.options()).bernoulli_(1 - rate).div_(1 - rate);
  }

  double rate = 0;  ///< of being left out
};

}  // namespace tlhost
