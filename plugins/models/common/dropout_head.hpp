#pragma once
#include <torch/nn/module.h>
#include <torch/nn/modules/dropout.h>
#include <torch/nn/modules/linear.h>

#include <cstdint>

namespace tlhost {
namespace mobile {

/// Dropout ("0") and a linear layer ("1").  [N,in] -> [N,classes].
struct DropoutHead final : torch::nn::Module {
  DropoutHead(std::int64_t in, std::int64_t classes, double dropout)
      : drop(register_module("0", torch::nn::Dropout(dropout))),
        linear(register_module("1", torch::nn::Linear(in, classes))) {}

  at::Tensor forward(const at::Tensor& x) { return linear(drop(x)); }

  torch::nn::Dropout drop;
  torch::nn::Linear linear;
};

}  // namespace mobile
}  // namespace tlhost
