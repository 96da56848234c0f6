#include "host/describe/network_facts.hpp"

#include "host/describe/work_counter.hpp"

#include <ATen/ATen.h>

#include <numeric>

namespace tlhost::engine {
namespace {

template <class Field>
std::int64_t sum_of(const std::vector<StageFacts>& stages, Field field) {
  return std::accumulate(stages.begin(),
                         stages.end(),
                         std::int64_t{0},
                         [field](std::int64_t sum, const StageFacts& s) { return sum + s.*field; });
}

}  // namespace

std::int64_t NetworkFacts::parameters() const { return sum_of(stages, &StageFacts::parameters); }

std::int64_t NetworkFacts::multiply_adds() const {
  return sum_of(stages, &StageFacts::multiply_adds);
}

NetworkFacts measure_network(HostNetwork& network, const ModelRequest& request) {
  const at::NoGradGuard no_grad;
  NetworkFacts facts{request, {}};
  at::Tensor x = at::zeros({1, request.channels, request.image_size, request.image_size});
  for (std::size_t i = 0; i < network.size(); ++i) {
    network.set_training(i, false);
    StageFacts& stage = facts.stages.emplace_back();
    stage.name = network.stage(i).name;
    const WorkCounter counter;
    x = network.forward(x, i, i + 1);
    stage.multiply_adds = counter.multiply_adds();
    stage.output.assign(x.sizes().begin() + 1, x.sizes().end());
  }
  for (const NetworkTensor& entry : network.tensors()) {
    facts.stages[entry.stage].parameters += entry.parameter ? entry.tensor.numel() : 0;
  }
  return facts;
}

}  // namespace tlhost::engine
