#pragma once
#include "host/execute/host_network.hpp"
#include "host/execute/host_phase.hpp"

#include <memory>
#include <vector>

namespace torch {
namespace optim {
class Optimizer;
}
}  // namespace torch

namespace tlhost::engine {

/// LibTorch's SGD or AdamW over the trainable parameters, a group for each learning rate and decay.
class PhaseOptimizer {
 public:
  PhaseOptimizer(const HostPhase& phase, HostNetwork& network);
  ~PhaseOptimizer();
  PhaseOptimizer(const PhaseOptimizer&) = delete;
  PhaseOptimizer& operator=(const PhaseOptimizer&) = delete;

  /// Forgets the gradients of the last step.
  void clear();
  /// lr_factor: of the schedule.  Clips the gradients if the phase says so.
  void step(double lr_factor);

 private:
  const HostPhase& phase_;
  std::unique_ptr<torch::optim::Optimizer> optimizer_;
  std::vector<double> group_lr_;
  std::vector<at::Tensor> parameters_;
};

}  // namespace tlhost::engine
