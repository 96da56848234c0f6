#include "plugins/models/vit/weight_names.hpp"

#include <ATen/Functions.h>

#include <cmath>
#include <cstddef>
#include <cstdint>

namespace tlhost {
namespace vit {
namespace {

struct Words {
  const char* theirs;
  const char* ours;
};

/// Of torchvision before 0.13.
constexpr Words kParts[] = {{".mlp.linear_1.", ".mlp.0."}, {".mlp.linear_2.", ".mlp.3."}};

/// The side of a square of so many; 0 if there is none.
std::int64_t side_of(std::int64_t count) {
  const auto side = std::llround(std::sqrt(static_cast<double>(count)));
  return side * side == count ? side : 0;
}

/// The class token's embedding stays, the grid of the patches is resampled by bicubic interpolation
/// between its corners, as torchvision's interpolate_embeddings does.
at::Tensor resampled(const at::Tensor& found, const at::Tensor& like) {
  if (found.dim() != 3 || like.dim() != 3 || found.size(0) != 1 || found.size(2) != like.size(2)) {
    return {};
  }
  const std::int64_t from = side_of(found.size(1) - 1), to = side_of(like.size(1) - 1);
  if (from == 0 || to == 0) {
    return {};
  }
  const std::int64_t channels = found.size(2);
  const at::Tensor table = found.to(at::kFloat);
  const at::Tensor grid =
      table.narrow(1, 1, from * from).permute({0, 2, 1}).reshape({1, channels, from, from});
  const at::Tensor fitted = at::upsample_bicubic2d(grid.contiguous(), {to, to}, true);
  return at::cat({table.narrow(1, 0, 1), fitted.flatten(2).permute({0, 2, 1})}, 1);
}

}  // namespace

void FileNames::rename(std::string& name) const {
  for (const Words& words : kParts) {
    const std::string theirs = words.theirs;
    const std::size_t at = name.find(theirs);
    if (at != std::string::npos) {
      name.replace(at, theirs.size(), words.ours);
    }
  }
}

at::Tensor FileNames::fit(std::string_view name,
                          const at::Tensor& found,
                          const at::Tensor& like) const {
  return name == "encoder.pos_embedding" ? resampled(found, like) : at::Tensor();
}

}  // namespace vit
}  // namespace tlhost
