#pragma once
#include "host/data/batches.hpp"
#include "host/execute/host_network.hpp"

#include <ATen/core/Tensor.h>

#include <functional>
#include <vector>

namespace tlhost::engine {

/// Samples in one block of evaluation.  Results may depend on a batch's size, so every evaluation -
/// cached or not, of training, validation or test records - runs in blocks of this size, the last
/// one padded.
inline constexpr std::int64_t kBlock = 32;

/// Runs f on blocks [kBlock, ...] of `count` samples, the last filled up with zeros, and joins the
/// results: [count, ...]. No gradients.  count > 0.
at::Tensor in_blocks(std::int64_t count,
                     const std::function<at::Tensor(std::int64_t first, std::int64_t last)>& inputs,
                     const std::function<at::Tensor(const at::Tensor&)>& f);

/// Pooled outputs of a stage for some rows: [N,D] on the CPU, in the dtype that the stage produced.
/// Eval mode.
at::Tensor pooled_outputs(HostNetwork& network,
                          std::size_t stage,
                          const Batches& batches,
                          const std::vector<std::int64_t>& rows,
                          bool bf16);

/// The head on pooled outputs of the stage before it: logits [N,C] float32 on the CPU.  Eval mode.
at::Tensor head_scores(HostNetwork& network, const at::Tensor& features, bool bf16);

/// Logits of some rows: [N,C] float32 on the CPU.  Eval mode.
at::Tensor network_scores(HostNetwork& network,
                          const Batches& batches,
                          const std::vector<std::int64_t>& rows,
                          bool bf16);

}  // namespace tlhost::engine
