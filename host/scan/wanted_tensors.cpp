#include "host/scan/wanted_tensors.hpp"

#include "host/catalog/stage_list.hpp"

#include <tlhost/weight_names.hpp>

#include <ATen/ATen.h>
#include <torch/nn/module.h>

namespace tlhost::engine {

std::vector<WantedTensor> wanted_tensors(Model& model) {
  const std::vector<Stage> stages = stages_of(model);
  const auto in_head = [&stages](const std::string& name) {
    return !stages.empty() && covers(stages.back(), name);
  };
  std::vector<WantedTensor> wanted;
  const auto module = model.module();
  for (const auto& item : module->named_parameters()) {
    wanted.push_back({item.key(), item.value().detach(), in_head(item.key())});
  }
  for (const auto& item : module->named_buffers()) {
    wanted.push_back({item.key(), item.value().detach(), in_head(item.key())});
  }
  return wanted;
}

MatchedWeights match_model(Model& model, const NamedTensors& found) {
  const auto* rules = static_cast<const WeightNames*>(model.query(WeightNames::interface_id));
  return match_weights(found, wanted_tensors(model), rules);
}

}  // namespace tlhost::engine
