#pragma once
#include <tlhost/weight_names.hpp>

#include <string>
#include <string_view>

namespace tlhost {
namespace swin {

/// Tables of relative positions of another window, resampled; the index that goes with them is the
/// model's own.
struct FileNames final : WeightNames {
  void rename(std::string& name) const override;
  at::Tensor fit(std::string_view name,
                 const at::Tensor& found,
                 const at::Tensor& like) const override;
};

}  // namespace swin
}  // namespace tlhost
