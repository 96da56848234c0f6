#pragma once
#include <ATen/Functions.h>
#include <torch/nn/module.h>
#include <torch/nn/modules/batchnorm.h>
#include <torch/nn/modules/conv.h>

#include <cstdint>
#include <functional>
#include <utility>

// What the families of mobile networks share, under torchvision's names.

namespace tlhost {
namespace mobile {

/// Applied in place; empty: none.
using Activation = at::Tensor& (*)(at::Tensor&);

struct ConvShape {
  std::int64_t in = 0, out = 0;
  std::int64_t kernel = 3, stride = 1, groups = 1;
};

struct NormShape {
  double eps = 1e-5, momentum = 0.1;
};

/// Convolution without bias ("0"), batch norm ("1"), activation.  [N,in,H,W] ->
/// [N,out,H/stride,..].
struct ConvNorm final : torch::nn::Module {
  ConvNorm(const ConvShape& shape, const NormShape& norm_shape, Activation activation)
      : conv(register_module(
            "0",
            torch::nn::Conv2d(torch::nn::Conv2dOptions(shape.in, shape.out, shape.kernel)
                                  .stride(shape.stride)
                                  .padding((shape.kernel - 1) / 2)
                                  .groups(shape.groups)
                                  .bias(false)))),
        norm(register_module("1",
                             torch::nn::BatchNorm2d(torch::nn::BatchNorm2dOptions(shape.out)
                                                        .eps(norm_shape.eps)
                                                        .momentum(norm_shape.momentum)))),
        activate(activation) {}

  at::Tensor forward(const at::Tensor& x) {
    at::Tensor y = norm(conv(x));
    return activate == nullptr ? y : activate(y);
  }

  torch::nn::Conv2d conv;
  torch::nn::BatchNorm2d norm;
  Activation activate = nullptr;
};

/// Scales each channel by what two 1x1 convolutions ("fc1", "fc2") make of all channels' means
/// (squeeze and excitation: Hu, Shen, Sun, CVPR 2018).
struct SqueezeExcite final : torch::nn::Module {
  SqueezeExcite(std::int64_t channels, std::int64_t squeezed, Activation inner, Activation gate_)
      : fc1(register_module("fc1",
                            torch::nn::Conv2d(torch::nn::Conv2dOptions(channels, squeezed, 1)))),
        fc2(register_module("fc2",
                            torch::nn::Conv2d(torch::nn::Conv2dOptions(squeezed, channels, 1)))),
        activate(inner),
        gate(gate_) {}

  at::Tensor forward(const at::Tensor& x) {
    at::Tensor scale = fc1(x.mean({2, 3}, true));
    activate(scale);
    scale = fc2(scale);
    return x * gate(scale);
  }

  torch::nn::Conv2d fc1, fc2;
  Activation activate = nullptr, gate = nullptr;
};

/// The nearest multiple of 8, at least 8, and never more than 10 % below.
inline std::int64_t round_channels(double channels) {
  const auto rounded = std::max<std::int64_t>(8, static_cast<std::int64_t>(channels + 4) / 8 * 8);
  return static_cast<double>(rounded) < 0.9 * channels ? rounded + 8 : rounded;
}

}  // namespace mobile
}  // namespace tlhost
