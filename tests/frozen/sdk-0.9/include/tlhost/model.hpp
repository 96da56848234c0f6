#pragma once
#include <tlhost/create.hpp>
#include <tlhost/error.hpp>
#include <tlhost/object.hpp>
#include <tlhost/schema.hpp>
#include <tlhost/stage.hpp>
#include <tlhost/tensors.hpp>

#include <cstddef>
#include <memory>

namespace torch {
namespace nn {
class Module;
}
}  // namespace torch

namespace tlhost {
inline namespace v1 {

/// "tlhost.model/1".  Made for one ModelRequest; the constructor initialises from the default
/// generator, which the host has seeded.  Other classes, a new head, a source's head, a
/// reinitialised stage: the host makes another object and copies stages.  There is no reset.
/// Threads: one, that of the job.
struct TLHOST_API Model : Object {
  static constexpr const char* interface_id = "tlhost.model/1";

  /// Owns all parameters and buffers, under torchvision's names.  The same pointer always.  Its own
  /// forward is not used.
  virtual std::shared_ptr<torch::nn::Module> module() = 0;

  /// Input to output.  The last is "head", [N,D] -> [N,classes]: dropout at most, then one linear
  /// layer. The one before it returns Layout::vector.
  virtual void stages(Stages& out) const = 0;

  /// The model is the composition.  Depends only on x and on what lies in the stage's paths, its
  /// train/eval flags included; does not write x (no leading in-place ReLU).
  virtual at::Tensor forward(std::size_t stage, const at::Tensor& x) = 0;
};

}  // namespace v1
}  // namespace tlhost
