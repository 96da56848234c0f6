#include "host/execute/network_weights.hpp"

#include "host/log/problem.hpp"
#include "host/weights/safetensors.hpp"

#include <tlhost/error.hpp>

#include <ATen/ATen.h>

#include <cstring>
#include <utility>

namespace tlhost::engine {
namespace {

bool same_bytes(const at::Tensor& left, const at::Tensor& right) {
  const at::Tensor a = left.contiguous(), b = right.contiguous();
  return a.scalar_type() == b.scalar_type() && a.sizes() == b.sizes() &&
         std::memcmp(a.data_ptr(), b.data_ptr(), a.nbytes()) == 0;
}

}  // namespace

Artefact must_find(const Store& store, const std::string& kind, const std::string& key) {
  auto artefact = store.find(kind, key);
  if (!artefact) {
    throw Refusal(Exit::disk,
                  {"STORE-LOST",
                   kind + " " + key,
                   "it was in the store and is not any more",
                   "",
                   "run again"});
  }
  return std::move(*artefact);
}

std::map<std::string, at::Tensor> fit_weights(const Store& store, const std::string& fit) {
  // A base is another fit, or the weights of a file; keys are hashes, so none is both.
  const auto imported = store.find("tensors", fit);
  const Artefact artefact = imported ? *imported : must_find(store, "fit", fit);
  std::map<std::string, at::Tensor> weights;
  if (!artefact.manifest.base.empty()) {
    weights = fit_weights(store, artefact.manifest.base);
  }
  for (auto& [name, tensor] : read_safetensors(artefact.path("weights.safetensors")).tensors) {
    weights[name] = tensor;
  }
  return weights;
}

NamedTensors weights_beyond(HostNetwork& network, const std::map<std::string, at::Tensor>& base) {
  NamedTensors beyond;
  for (const auto& [name, live] : network.state()) {
    const at::Tensor tensor = live.detach().to(at::kCPU).contiguous();
    const auto found = base.find(name);
    if (found == base.end() || !same_bytes(found->second, tensor)) {
      beyond.emplace_back(name, tensor);
    }
  }
  return beyond;
}

void load_weights(HostNetwork& network,
                  const std::map<std::string, at::Tensor>& weights,
                  bool with_head) {
  NamedTensors wanted;
  for (const NetworkTensor& entry : network.tensors()) {
    if (entry.stage == network.head() && !with_head) {
      continue;
    }
    const auto found = weights.find(entry.name);
    if (found == weights.end()) {
      throw Error("the stored weights have no \"" + entry.name + "\"");
    }
    wanted.emplace_back(entry.name, found->second);
  }
  network.load(wanted);
}

void load_known_weights(HostNetwork& network, const std::map<std::string, at::Tensor>& weights) {
  NamedTensors known(weights.begin(), weights.end());
  network.load(known);
}

}  // namespace tlhost::engine
