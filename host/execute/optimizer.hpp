#pragma once
#include "host/execute/host_network.hpp"
#include "host/execute/host_phase.hpp"

#include <vector>

namespace tlhost::engine {

/// SGD with momentum, or AdamW (Loshchilov, Hutter, ICLR 2019), over the trainable parameters of a
/// phase, with the formulas of torch.optim.  A step is one pass over memory for each parameter:
/// LibTorch's own takes a kernel for every operation, which on small batches is a quarter of the
/// training time.
class PhaseOptimizer {
 public:
  /// Sets requires_grad of every parameter as the phase says.
  PhaseOptimizer(const HostPhase& phase, HostNetwork& network);

  ~PhaseOptimizer() { clear(); }

  PhaseOptimizer(const PhaseOptimizer&) = delete;
  PhaseOptimizer& operator=(const PhaseOptimizer&) = delete;

  /// Forgets the gradients of the last step.
  void clear();
  /// lr_factor: of the schedule.  Clips the gradients if the phase says so.
  void step(double lr_factor);

 private:
  struct Entry {
    at::Tensor parameter;
    double lr = 0, weight_decay = 0;
    at::Tensor first, second;  ///< momentum, or the moments of AdamW; made at the first step
  };

  void step_sgd(Entry& entry, const at::Tensor& gradient, double lr) const;
  void step_adamw(Entry& entry, const at::Tensor& gradient, double lr) const;

  const HostPhase& phase_;
  std::vector<Entry> entries_;
  std::int64_t steps_ = 0;
};

}  // namespace tlhost::engine
