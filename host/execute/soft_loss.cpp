#include "host/execute/soft_loss.hpp"

#include <ATen/ATen.h>

namespace tlhost::engine {
namespace {

// Below it, for gamma under 1, the slope of (1 - p)^gamma has no bound.
constexpr double kLeastDoubt = 1e-7;

}  // namespace

at::Tensor soft_loss(const at::Tensor& logits,
                     const at::Tensor& targets,
                     const at::Tensor& weights,
                     double focal) {
  const at::Tensor logs = logits.log_softmax(1);
  const at::Tensor counted = weights.defined() ? targets * weights : targets;
  at::Tensor losses = -counted * logs;
  if (focal > 0) {
    losses = losses * (-logs.expm1()).clamp_min(kLeastDoubt).pow(focal);
  }
  return losses.sum() / counted.sum();
}

at::Tensor one_hot_targets(const at::Tensor& labels, std::int64_t classes) {
  return at::one_hot(labels, classes).to(at::kFloat);
}

}  // namespace tlhost::engine
