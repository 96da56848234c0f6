#include "plugins/models/swin/weight_names.hpp"

#include <ATen/Functions.h>

#include <cmath>
#include <cstdint>

namespace tlhost {
namespace swin {
namespace {

std::int64_t side_of(std::int64_t count) {
  const auto side = std::llround(std::sqrt(static_cast<double>(count)));
  return side * side == count ? side : 0;
}

/// [differences^2, heads]: bicubic, the largest differences stay the largest.
at::Tensor resampled(const at::Tensor& found, const at::Tensor& like) {
  if (found.dim() != 2 || like.dim() != 2 || found.size(1) != like.size(1)) {
    return {};
  }
  const std::int64_t from = side_of(found.size(0)), to = side_of(like.size(0));
  if (from == 0 || to == 0) {
    return {};
  }
  const at::Tensor grid =
      found.to(at::kFloat).t().reshape({1, found.size(1), from, from}).contiguous();
  return at::upsample_bicubic2d(grid, {to, to}, true).flatten(2).squeeze(0).t().contiguous();
}

bool ends_with(std::string_view name, std::string_view end) {
  return name.size() >= end.size() && name.substr(name.size() - end.size()) == end;
}

}  // namespace

void FileNames::rename(std::string& name) const { (void)name; }

at::Tensor FileNames::fit(std::string_view name,
                          const at::Tensor& found,
                          const at::Tensor& like) const {
  if (ends_with(name, ".relative_position_bias_table")) {
    return resampled(found, like);
  }
  return ends_with(name, ".relative_position_index") ? like : at::Tensor();
}

}  // namespace swin
}  // namespace tlhost
