#pragma once
#include <ATen/core/Tensor.h>
#include <torch/nn/module.h>
#include <torch/nn/modules/linear.h>

#include <cstdint>

namespace tlhost {
namespace swin {

struct WindowShape {
  std::int64_t side = 7;   ///< places
  std::int64_t shift = 0;  ///< of the windows' corners, 0 or half a side
};

/// Each place asks those of its window, in several heads, and a learnt number for each direction
/// and distance is added to the answers' weights.  [N,H,W,C] -> the same. A map that is no whole
/// number of windows is filled up with zeros; in shifted windows, which go around the edge, places
/// that are no neighbours do not see each other.
struct WindowAttention final : torch::nn::Module {
  WindowAttention(std::int64_t channels, std::int64_t count, const WindowShape& shape);

  at::Tensor forward(const at::Tensor& x);

  WindowShape window;
  std::int64_t heads = 1;
  at::Tensor table, index;
  torch::nn::Linear qkv{nullptr}, proj{nullptr};

 private:
  at::Tensor attend(const at::Tensor& windows, const at::Tensor& mask);
};

}  // namespace swin
}  // namespace tlhost
