#include "host/export/torchscript.hpp"

#include "host/log/exception_text.hpp"
#include "host/store/file_ops.hpp"

#include <tlhost/error.hpp>

#include <ATen/ATen.h>
#include <torch/csrc/jit/api/module.h>
#include <torch/csrc/jit/frontend/tracer.h>

#include <sstream>
#include <string>

namespace tlhost::engine {
namespace {

namespace jit = torch::jit;

/// Registers a tensor under a dotted name, with a submodule for each part of it.  Each submodule is
/// of a class of its own, as their attributes differ; classes: how many there are.
void register_tensor(const jit::Module& root, const NetworkTensor& entry, std::size_t& classes) {
  jit::Module module = root;
  std::string rest = entry.name;
  for (std::size_t dot = rest.find('.'); dot != std::string::npos; dot = rest.find('.')) {
    const std::string part = rest.substr(0, dot);
    if (!module.hasattr(part)) {
      const std::string name = "__torch__.tlhost.part_" + std::to_string(classes++);
      module.register_module(
          part, jit::Module(c10::QualifiedName(name), module._ivalue()->compilation_unit()));
    }
    module = module.attr(part).toModule();
    rest = rest.substr(dot + 1);
  }
  if (entry.parameter) {
    module.register_parameter(rest, entry.tensor, false);
  } else {
    module.register_buffer(rest, entry.tensor);
  }
}

/// [1,C,1,1] for an arithmetic with images.
at::Tensor channel_values(const std::vector<double>& values) {
  return at::tensor(values, at::kFloat).view({1, -1, 1, 1});
}

at::Tensor scores_of(HostNetwork& network,
                     const std::optional<LinearEnd>& end,
                     const at::Tensor& images) {
  if (!end) {
    return network.forward(images, 0, network.size());
  }
  const at::Tensor output = network.forward(images, 0, end->stage + 1);
  return at::linear(network.pooled(output, end->stage), end->weight, end->bias);
}

/// A trace keeps what its model computed in C++ from sizes, and so can hold for the traced number
/// of images alone.  known: the network's own scores of these images.
void check_trace(jit::Module& module, const at::Tensor& images, const at::Tensor& known) {
  at::Tensor scores;
  std::string reason = "gives other scores for " + std::to_string(images.size(0)) + " images";
  try {
    scores = module.forward({images}).toTensor();
  } catch (const std::exception& error) {
    reason += " (" + text_of(error) + ")";
  }
  if (!scores.defined() || scores.sizes() != known.sizes() ||
      !at::allclose(scores, known, 1e-3, 1e-4)) {
    throw Error("as TorchScript, traced with 2 images, it " + reason +
                ": its forward() has a number of images in it; export it as safetensors or pth");
  }
}

}  // namespace

void write_torchscript(const std::string& path,
                       HostNetwork& network,
                       const std::optional<LinearEnd>& end,
                       const ModelCard& card) {
  const at::NoGradGuard no_grad;
  jit::Module module("__torch__.tlhost.network");
  std::size_t classes = 0;
  for (const NetworkTensor& entry : network.tensors()) {
    network.set_training(entry.stage, false);
    register_tensor(module, entry, classes);
  }
  const at::Tensor mean = channel_values(card.normalise.mean);
  const at::Tensor deviation = channel_values(card.normalise.std);
  const auto run = [&](jit::Stack inputs) -> jit::Stack {
    const at::Tensor images = (inputs.at(0).toTensor() - mean) / deviation;
    return {scores_of(network, end, images)};
  };
  const at::Tensor images = at::full({2, card.channels, card.view.size, card.view.size}, 0.5);
  const auto traced = jit::tracer::trace({images},
                                         run,
                                         [](const at::Tensor&) { return std::string(); },
                                         true,
                                         false,
                                         &module,
                                         {"images"});
  const auto forward = module._ivalue()->compilation_unit()->create_function(
      c10::QualifiedName(*module.type()->name(), "forward"), traced.first->graph);
  module.type()->addMethod(forward);
  const at::Tensor others =
      at::linspace(0, 1, 3 * images[0].numel()).view({3, images.size(1), images.size(2), -1});
  check_trace(module, others, run({others}).front().toTensor());
  std::ostringstream bytes;
  module.save(bytes);
  write_file_atomically(path, bytes.str());
}

}  // namespace tlhost::engine
