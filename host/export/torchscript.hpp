#pragma once
#include "host/execute/fit_task.hpp"
#include "host/export/model_card.hpp"

#include <optional>
#include <string>

namespace tlhost::engine {

/// Writes the network as a TorchScript program: images in 0..1, [N,C,H,W] float32, as they are
/// before normalisation, to scores [N,classes] float32.  Traced in eval mode with two images, so it
/// takes any number of them, of the card's size; its parameters lie under the model's names.
/// Source of the way: parameters of a torch::jit::Module, traced, added as its method.
/// Errors: Refusal(disk); tlhost::Error for a model whose trace takes two images alone; what the
/// model and the tracer throw.
void write_torchscript(const std::string& path,
                       HostNetwork& network,
                       const std::optional<LinearEnd>& end,
                       const ModelCard& card);

}  // namespace tlhost::engine
