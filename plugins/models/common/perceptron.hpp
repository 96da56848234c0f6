#pragma once
#include <ATen/Functions.h>
#include <torch/nn/init.h>
#include <torch/nn/module.h>
#include <torch/nn/modules/dropout.h>
#include <torch/nn/modules/linear.h>
#include <torch/nn/modules/normalization.h>

#include <cstdint>

// What the families of transformers share, under torchvision's names.

namespace tlhost {
namespace transformer {

inline torch::nn::LayerNorm norm_of(std::int64_t channels, double eps) {
  return torch::nn::LayerNorm(torch::nn::LayerNormOptions({channels}).eps(eps));
}

/// Of the last dimension, in float32: autocast leaves norms as they are, and LibTorch's takes input
/// and weights of one type only.
inline at::Tensor normed(torch::nn::LayerNorm& norm, const at::Tensor& x) {
  return norm(x.to(at::kFloat));
}

/// Widens each token ("0"), GELU, dropout, narrows it again ("3"), dropout.  [..., C] -> the same.
/// Weights begin uniform by fan in and out (Glorot), biases normal with deviation 1e-6.
struct Perceptron final : torch::nn::Module {
  Perceptron(std::int64_t channels, std::int64_t wide, double dropout)
      : widen(register_module("0", torch::nn::Linear(channels, wide))),
        drop_wide(register_module("2", torch::nn::Dropout(dropout))),
        narrow(register_module("3", torch::nn::Linear(wide, channels))),
        drop(register_module("4", torch::nn::Dropout(dropout))) {
    for (torch::nn::Linear* layer : {&widen, &narrow}) {
      torch::nn::init::xavier_uniform_((*layer)->weight);
      torch::nn::init::normal_((*layer)->bias, 0, 1e-6);
    }
  }

  at::Tensor forward(const at::Tensor& x) { return drop(narrow(drop_wide(at::gelu(widen(x))))); }

  torch::nn::Linear widen;
  torch::nn::Dropout drop_wide;
  torch::nn::Linear narrow;
  torch::nn::Dropout drop;
};

}  // namespace transformer
}  // namespace tlhost
