#pragma once
#include <ATen/core/Tensor.h>
#include <torch/csrc/jit/api/module.h>
#include <torch/csrc/jit/runtime/graph_executor.h>

#include <cstdint>
#include <memory>
#include <string>

namespace tlhost {
namespace torchscript {

/// What forward ends with: one linear layer.
struct HeadFacts {
  std::string path;         ///< "classifier.6"
  std::int64_t inputs = 0;  ///< of the layer
  bool bias = false;
};

/// All of a module's forward that comes before its last linear layer.
class Backbone {
 public:
  /// Cuts forward(image), inlined, in front of the layer that makes its result.
  /// Errors: ConfigError saying what forward ends with instead.
  explicit Backbone(const torch::jit::Module& module);

  const HeadFacts& head() const { return head_; }

  /// [N,C,H,W] -> [N,inputs].  Runs the graph as it stands: what LibTorch would fuse after it has
  /// seen a few inputs could change the last bits.
  at::Tensor forward(const at::Tensor& x);

 private:
  torch::jit::Module module_;
  HeadFacts head_;
  torch::jit::GraphExecutor executor_;
};

}  // namespace torchscript
}  // namespace tlhost
