#pragma once
#include <tlhost/weight_names.hpp>

#include <string>
#include <string_view>

namespace tlhost {
namespace vit {

/// Files of torchvision before 0.13 (mlp.linear_1); position embeddings of another grid, resampled.
struct FileNames final : WeightNames {
  void rename(std::string& name) const override;
  at::Tensor fit(std::string_view name,
                 const at::Tensor& found,
                 const at::Tensor& like) const override;
};

}  // namespace vit
}  // namespace tlhost
