#include "host/execute/optimizer.hpp"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <cmath>

namespace tlhost::engine {
namespace {

constexpr double kBeta1 = 0.9, kBeta2 = 0.999, kEpsilon = 1e-8;
constexpr std::int64_t kGrain = 1 << 15;  // elements a thread takes at a time

/// Scales all gradients down to a common norm of at most `largest`.
void clip_gradients(const std::vector<at::Tensor>& gradients, double largest) {
  double squares = 0;
  for (const at::Tensor& gradient : gradients) {
    const double norm = gradient.norm().item<double>();
    squares += norm * norm;
  }
  const double scale = largest / (std::sqrt(squares) + 1e-6);
  for (const at::Tensor& gradient : gradients) {
    if (scale < 1) {
      gradient.mul_(scale);
    }
  }
}

/// The gradient in the parameter's own memory order, so that both can be walked through as one
/// array.
at::Tensor in_order_of(const at::Tensor& parameter, const at::Tensor& gradient) {
  return gradient.strides() == parameter.strides() ? gradient
                                                   : at::empty_like(parameter).copy_(gradient);
}

}  // namespace

PhaseOptimizer::PhaseOptimizer(const HostPhase& phase, HostNetwork& network) : phase_(phase) {
  for (std::size_t i = 0; i < network.size(); ++i) {
    const StagePolicy& policy = phase.stage(i);
    for (const std::string& name : network.names(i)) {
      at::Tensor parameter = network.tensor(name);
      parameter.set_requires_grad(policy.trainable);
      if (policy.trainable) {
        const bool decays = phase.decay_vectors || parameter.dim() > 1;
        const double decay = decays ? phase.weight_decay * policy.weight_decay : 0;
        entries_.push_back({parameter, phase.lr * policy.lr, decay, {}, {}});
      }
    }
  }
}

void PhaseOptimizer::clear() {
  for (Entry& entry : entries_) {
    entry.parameter.mutable_grad() = at::Tensor();
  }
}

void PhaseOptimizer::step(double lr_factor) {
  const at::NoGradGuard no_grad;
  std::vector<at::Tensor> gradients;
  for (const Entry& entry : entries_) {
    if (entry.parameter.grad().defined()) {
      gradients.push_back(entry.parameter.grad());
    }
  }
  if (phase_.clip > 0) {
    clip_gradients(gradients, phase_.clip);
  }
  ++steps_;
  for (Entry& entry : entries_) {
    if (!entry.parameter.grad().defined()) {
      continue;  // no output depends on it
    }
    if (!entry.first.defined()) {
      entry.first = at::zeros_like(entry.parameter);
      entry.second =
          phase_.optimizer == Optimizer::adamw ? at::zeros_like(entry.parameter) : at::Tensor();
    }
    const at::Tensor gradient = in_order_of(entry.parameter, entry.parameter.grad());
    if (phase_.optimizer == Optimizer::adamw) {
      step_adamw(entry, gradient, entry.lr * lr_factor);
    } else {
      step_sgd(entry, gradient, entry.lr * lr_factor);
    }
  }
}

/// v <- momentum v + (g + decay p); p <- p - lr v.  From v = 0 that is torch.optim.SGD, without
/// dampening.
void PhaseOptimizer::step_sgd(Entry& entry, const at::Tensor& gradient, double lr) const {
  float* p = entry.parameter.data_ptr<float>();
  float* v = entry.first.data_ptr<float>();
  const float* g = gradient.data_ptr<float>();
  const auto momentum = static_cast<float>(phase_.momentum);
  const auto decay = static_cast<float>(entry.weight_decay);
  const auto rate = static_cast<float>(lr);
  at::parallel_for(0, entry.parameter.numel(), kGrain, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t i = begin; i < end; ++i) {
      v[i] = momentum * v[i] + (g[i] + decay * p[i]);
      p[i] -= rate * v[i];
    }
  });
}

/// p <- p (1 - lr decay); m, v: means of g and g^2; p <- p - lr m^ / (sqrt(v^) + epsilon), both
/// bias-corrected.
void PhaseOptimizer::step_adamw(Entry& entry, const at::Tensor& gradient, double lr) const {
  float* p = entry.parameter.data_ptr<float>();
  float* m = entry.first.data_ptr<float>();
  float* v = entry.second.data_ptr<float>();
  const float* g = gradient.data_ptr<float>();
  const auto t = static_cast<double>(steps_);
  const auto keep = static_cast<float>(1 - lr * entry.weight_decay);
  const auto rate = static_cast<float>(lr / (1 - std::pow(kBeta1, t)));
  const auto root = static_cast<float>(1 / std::sqrt(1 - std::pow(kBeta2, t)));
  constexpr auto kB1 = static_cast<float>(kBeta1), kB2 = static_cast<float>(kBeta2);
  at::parallel_for(0, entry.parameter.numel(), kGrain, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t i = begin; i < end; ++i) {
      m[i] = kB1 * m[i] + (1 - kB1) * g[i];
      v[i] = kB2 * v[i] + (1 - kB2) * (g[i] * g[i]);
      p[i] = p[i] * keep - rate * m[i] / (std::sqrt(v[i]) * root + static_cast<float>(kEpsilon));
    }
  });
}

}  // namespace tlhost::engine
