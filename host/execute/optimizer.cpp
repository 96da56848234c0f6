#include "host/execute/optimizer.hpp"

#include <ATen/ATen.h>
#include <torch/optim/adamw.h>
#include <torch/optim/sgd.h>

#include <cmath>
#include <utility>

namespace tlhost::engine {
namespace {

std::unique_ptr<torch::optim::OptimizerOptions> options_of(const HostPhase& phase,
                                                           double lr,
                                                           double weight_decay) {
  if (phase.optimizer == Optimizer::adamw) {
    auto options = std::make_unique<torch::optim::AdamWOptions>(lr);
    options->weight_decay(weight_decay);
    return options;
  }
  auto options = std::make_unique<torch::optim::SGDOptions>(lr);
  options->momentum(phase.momentum).weight_decay(weight_decay);
  return options;
}

std::unique_ptr<torch::optim::Optimizer> make_optimizer(
    const HostPhase& phase, std::vector<torch::optim::OptimizerParamGroup> groups) {
  if (phase.optimizer == Optimizer::adamw) {
    return std::make_unique<torch::optim::AdamW>(std::move(groups),
                                                 torch::optim::AdamWOptions(phase.lr));
  }
  return std::make_unique<torch::optim::SGD>(std::move(groups), torch::optim::SGDOptions(phase.lr));
}

/// Scales all gradients down to a common norm of at most `largest`.
void clip_gradients(const std::vector<at::Tensor>& parameters, double largest) {
  const at::NoGradGuard no_grad;
  double squares = 0;
  for (const at::Tensor& parameter : parameters) {
    const double norm = parameter.grad().defined() ? parameter.grad().norm().item<double>() : 0;
    squares += norm * norm;
  }
  const double scale = largest / (std::sqrt(squares) + 1e-6);
  for (const at::Tensor& parameter : parameters) {
    if (scale < 1 && parameter.grad().defined()) {
      parameter.grad().mul_(scale);
    }
  }
}

}  // namespace

PhaseOptimizer::PhaseOptimizer(const HostPhase& phase, HostNetwork& network) : phase_(phase) {
  std::vector<torch::optim::OptimizerParamGroup> groups;
  for (std::size_t i = 0; i < network.size(); ++i) {
    const StagePolicy& policy = phase.stage(i);
    std::vector<at::Tensor> matrices, vectors;
    for (const std::string& name : network.names(i)) {
      at::Tensor parameter = network.tensor(name);
      parameter.set_requires_grad(policy.trainable);
      if (policy.trainable) {
        (parameter.dim() > 1 ? matrices : vectors).push_back(parameter);
        parameters_.push_back(parameter);
      }
    }
    const double decay = phase.weight_decay * policy.weight_decay;
    for (auto& [members, own_decay] :
         {std::pair(matrices, decay), std::pair(vectors, phase.decay_vectors ? decay : 0.0)}) {
      if (!members.empty()) {
        groups.emplace_back(members, options_of(phase, phase.lr * policy.lr, own_decay));
        group_lr_.push_back(phase.lr * policy.lr);
      }
    }
  }
  optimizer_ = make_optimizer(phase, std::move(groups));
}

PhaseOptimizer::~PhaseOptimizer() {
  for (at::Tensor& parameter : parameters_) {
    parameter.mutable_grad() = at::Tensor();
  }
}

void PhaseOptimizer::clear() {
  for (at::Tensor& parameter : parameters_) {
    parameter.mutable_grad() = at::Tensor();
  }
}

void PhaseOptimizer::step(double lr_factor) {
  if (phase_.clip > 0) {
    clip_gradients(parameters_, phase_.clip);
  }
  auto& groups = optimizer_->param_groups();
  for (std::size_t i = 0; i < groups.size(); ++i) {
    groups[i].options().set_lr(group_lr_[i] * lr_factor);
  }
  optimizer_->step();
}

}  // namespace tlhost::engine
