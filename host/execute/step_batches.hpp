#pragma once
#include "host/data/mixing.hpp"
#include "host/execute/epoch_order.hpp"
#include "host/execute/host_phase.hpp"
#include "host/execute/training_loop.hpp"

#include <ATen/core/Tensor.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace tlhost::engine {

/// What one step learns from.
struct StepBatch {
  std::vector<std::size_t> places;  ///< of its records in the training part
  at::Tensor images;                ///< [N,C,H,W], augmented and mixed
  std::optional<Mix> mix;           ///< how they were mixed, and so their labels; if they were
};

/// The batches of a phase: sampled, augmented and mixed.  Refers to what it is made of.
class StepBatches {
 public:
  StepBatches(const HostPhase& phase,
              std::size_t ordinal,
              const Batches& batches,
              const FitData& data,
              const LoopSettings& settings);

  std::vector<std::vector<Draw>> of_epoch(std::int32_t epoch) const;
  StepBatch make(std::int32_t epoch, std::size_t step, const std::vector<Draw>& draws) const;

 private:
  TrainingImage image(std::int32_t epoch, const Draw& draw) const;
  std::optional<Mix> draw_mix_of(std::int32_t epoch,
                                 std::size_t step,
                                 const std::vector<Draw>& draws) const;

  const HostPhase& phase_;
  std::size_t ordinal_ = 0;
  const Batches& batches_;
  const FitData& data_;
  const LoopSettings& settings_;
};

}  // namespace tlhost::engine
