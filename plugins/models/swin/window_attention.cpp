#include "plugins/models/swin/window_attention.hpp"

#include "plugins/models/common/truncated_normal.hpp"

#include <ATen/Functions.h>

#include <array>
#include <cmath>

namespace tlhost {
namespace swin {
namespace {

/// For each pair of places of a window the row of the table that holds their difference.
at::Tensor pair_index(std::int64_t side) {
  at::Tensor index = at::empty({side * side * side * side}, at::kLong);
  auto* next = index.data_ptr<std::int64_t>();
  for (std::int64_t a = 0; a < side * side; ++a) {
    for (std::int64_t b = 0; b < side * side; ++b) {
      const std::int64_t down = a / side - b / side + side - 1,
                         right = a % side - b % side + side - 1;
      *next++ = down * (2 * side - 1) + right;
    }
  }
  return index;
}

/// What each map was cut into. How many maps there are is left to the tensors (-1), so that a
/// traced network takes any number of images.
struct Cut {
  std::int64_t rows, columns, side;
};

/// [N,H,W,C] -> [N * windows, side * side, C]
at::Tensor cut(const at::Tensor& x, const Cut& by) {
  return x.reshape({-1, by.rows, by.side, by.columns, by.side, x.size(3)})
      .permute({0, 1, 3, 2, 4, 5})
      .reshape({-1, by.side * by.side, x.size(3)});
}

/// The way back.
at::Tensor joined(const at::Tensor& x, const Cut& by) {
  return x.reshape({-1, by.rows, by.columns, by.side, by.side, x.size(2)})
      .permute({0, 1, 3, 2, 4, 5})
      .reshape({-1, by.rows * by.side, by.columns * by.side, x.size(2)});
}

/// [windows, places, places]: -100 between places that only the roll around the edge has put into
/// one window, else 0.
at::Tensor edge_mask(const Cut& by, std::int64_t down, std::int64_t right) {
  const std::int64_t height = by.rows * by.side, width = by.columns * by.side;
  const auto parts = [&by](std::int64_t length, std::int64_t shift) {
    at::Tensor part = at::zeros({length});
    if (shift > 0) {
      part.narrow(0, length - by.side, by.side).fill_(1);
      part.narrow(0, length - shift, shift).fill_(2);
    }
    return part;
  };
  const at::Tensor region = parts(height, down).unsqueeze(1) * 3 + parts(width, right).unsqueeze(0);
  const at::Tensor windows = cut(region.view({1, height, width, 1}), by).squeeze(2);
  const at::Tensor differ = windows.unsqueeze(1) - windows.unsqueeze(2);
  return at::zeros_like(differ).masked_fill_(differ.ne(0), -100.0);
}

}  // namespace

WindowAttention::WindowAttention(std::int64_t channels,
                                 std::int64_t count,
                                 const WindowShape& shape)
    : window(shape), heads(count) {
  const std::int64_t differences = 2 * shape.side - 1;
  table = register_parameter("relative_position_bias_table",
                             at::zeros({differences * differences, count}));
  index = register_buffer("relative_position_index", pair_index(shape.side));
  qkv = register_module("qkv", torch::nn::Linear(channels, 3 * channels));
  proj = register_module("proj", torch::nn::Linear(channels, channels));
  truncated_normal(table, 0.02);
}

at::Tensor WindowAttention::forward(const at::Tensor& x) {
  const std::int64_t height = x.size(1), width = x.size(2), side = window.side;
  const Cut by{(height + side - 1) / side, (width + side - 1) / side, side};
  at::Tensor y =
      at::constant_pad_nd(x, {0, 0, 0, by.columns * side - width, 0, by.rows * side - height});
  // Where one window holds the whole side there is nothing to shift.
  const std::int64_t down = by.rows > 1 ? window.shift : 0;
  const std::int64_t right = by.columns > 1 ? window.shift : 0;
  const bool shifted = down + right > 0;
  y = shifted ? at::roll(y, {-down, -right}, {1, 2}) : y;
  y = attend(cut(y, by), shifted ? edge_mask(by, down, right).to(y.device()) : at::Tensor());
  y = joined(y, by);
  y = shifted ? at::roll(y, {down, right}, {1, 2}) : y;
  return y.narrow(1, 0, height).narrow(2, 0, width).contiguous();
}

at::Tensor WindowAttention::attend(const at::Tensor& windows, const at::Tensor& mask) {
  const std::int64_t places = windows.size(1), channels = windows.size(2);
  const std::int64_t depth = channels / heads;
  const at::Tensor all =
      qkv(windows).reshape({-1, places, 3, heads, depth}).permute({2, 0, 3, 1, 4});
  const at::Tensor question = all.select(0, 0) * (1 / std::sqrt(static_cast<double>(depth)));
  at::Tensor weight = question.matmul(all.select(0, 1).transpose(-2, -1)) +
                      table.index_select(0, index).view({places, places, heads}).permute({2, 0, 1});
  if (mask.defined()) {
    weight = (weight.view({-1, mask.size(0), heads, places, places}) + mask.unsqueeze(1))
                 .view({-1, heads, places, places});
  }
  const at::Tensor share = weight.softmax(-1);
  return proj(share.matmul(all.select(0, 2)).transpose(1, 2).reshape({-1, places, channels}));
}

}  // namespace swin
}  // namespace tlhost
