#pragma once
#include <torch/csrc/jit/api/module.h>
#include <torch/nn/module.h>

#include <memory>
#include <string>
#include <vector>

namespace tlhost {
namespace torchscript {

/// A module of the file as one of LibTorch's: the same tensors under the same names, and its
/// children.  train() and eval() reach the module of the file.
struct Part final : torch::nn::Module {
  explicit Part(torch::jit::Module module) : code(std::move(module)) {}

  void train(bool on) override;
  void set_flag(bool on);  ///< of this module alone

  torch::jit::Module code;
};

/// The whole module without its head, and what the stage before the head is made of.
struct Mirror {
  std::shared_ptr<Part> root;
  std::shared_ptr<Part> around_head;          ///< the module that the head lies in
  std::vector<std::string> paths;             ///< of all but the head
  std::vector<std::shared_ptr<Part>> within;  ///< modules that the paths name
  std::vector<std::shared_ptr<Part>>
      around;  ///< modules that the head lies in, which no path names
};

/// Errors: ConfigError for parameters that are not float32.
Mirror mirror(const torch::jit::Module& module, const std::string& head);

}  // namespace torchscript
}  // namespace tlhost
