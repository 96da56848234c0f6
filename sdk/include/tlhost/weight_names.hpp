#pragma once
#include <tlhost/api.hpp>
#include <tlhost/tensors.hpp>

#include <string>
#include <string_view>

namespace tlhost {
inline namespace v1 {

/// "tlhost.model.weights/1", optional, found by Object::query of a model: for files of weights with
/// other names (DenseNet's norm.1, ViT's linear_1) or shapes.
/// Threads: one, that of the job.
struct TLHOST_API WeightNames {
  static constexpr const char* interface_id = "tlhost.model.weights/1";

  /// A name of the file becomes this model's; one that it does not know stays; "" drops the tensor.
  virtual void rename(std::string& name) const = 0;

  /// found, fitted to the shape of like (position grid, relative bias), or an undefined tensor:
  /// impossible.  Asked for tensors of the same name and another shape, not for those of the head.
  /// The host itself fits a first convolution from 3 to 1 channel and back, and leaves out a head
  /// of other size.
  virtual at::Tensor fit(std::string_view name,
                         const at::Tensor& found,
                         const at::Tensor& like) const = 0;

 protected:
  ~WeightNames() = default;
};

}  // namespace v1
}  // namespace tlhost
