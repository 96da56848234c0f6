#include "host/execute/inference.hpp"

#include <tlhost/torch_compat.hpp>

#include <ATen/ATen.h>

namespace tlhost::engine {
namespace {

void evaluate_mode(HostNetwork& network) {
  for (std::size_t i = 0; i < network.size(); ++i) {
    network.set_training(i, false);
  }
}

}  // namespace

at::Tensor in_blocks(std::int64_t count,
                     const std::function<at::Tensor(std::int64_t first, std::int64_t last)>& inputs,
                     const std::function<at::Tensor(const at::Tensor&)>& f) {
  const at::NoGradGuard no_grad;
  std::vector<at::Tensor> results;
  for (std::int64_t first = 0; first < count; first += kBlock) {
    const std::int64_t last = std::min(count, first + kBlock);
    at::Tensor block = inputs(first, last);
    if (last - first < kBlock) {
      std::vector<std::int64_t> shape = block.sizes().vec();
      shape[0] = kBlock;
      // Not zeros().contiguous(format): with one channel both orders count as contiguous, and the
      // strides, by which oneDNN chooses its kernel, would be those of the other.
      const at::Tensor padded =
          at::empty(shape, block.options().memory_format(block.suggest_memory_format())).zero_();
      padded.narrow(0, 0, last - first).copy_(block);
      block = padded;
    }
    results.push_back(f(block).narrow(0, 0, last - first).to(at::kCPU));
  }
  return at::cat(results);
}

at::Tensor pooled_outputs(HostNetwork& network,
                          std::size_t stage,
                          const Batches& batches,
                          const std::vector<std::int64_t>& rows,
                          bool bf16) {
  evaluate_mode(network);
  const CpuAutocast autocast(bf16);
  return in_blocks(
      static_cast<std::int64_t>(rows.size()),
      [&](std::int64_t first, std::int64_t last) {
        return batches.images({rows.begin() + first, rows.begin() + last});
      },
      [&](const at::Tensor& x) { return network.pooled(network.forward(x, 0, stage + 1), stage); });
}

at::Tensor head_scores(HostNetwork& network, const at::Tensor& features, bool bf16) {
  evaluate_mode(network);
  const CpuAutocast autocast(bf16);
  return in_blocks(
      features.size(0),
      [&](std::int64_t first, std::int64_t last) {
        return features.narrow(0, first, last - first);
      },
      [&](const at::Tensor& x) {
        return network.forward(x, network.head(), network.size()).to(at::kFloat);
      });
}

at::Tensor network_scores(HostNetwork& network,
                          const Batches& batches,
                          const std::vector<std::int64_t>& rows,
                          bool bf16) {
  return head_scores(
      network, pooled_outputs(network, network.head() - 1, batches, rows, bf16), bf16);
}

}  // namespace tlhost::engine
