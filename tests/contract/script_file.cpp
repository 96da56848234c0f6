#include "tests/contract/script_file.hpp"

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>
#include <torch/csrc/jit/api/module.h>

#include <memory>

namespace tlhost::test {
namespace {

using torch::jit::Module;

Module part(const char* name, const std::shared_ptr<torch::jit::CompilationUnit>& unit) {
  Module module(c10::QualifiedName(std::string("__torch__.") + name), unit);
  module.register_attribute("training", c10::BoolType::get(), true);
  return module;
}

}  // namespace

void write_script(const std::string& file) {
  const auto unit = std::make_shared<torch::jit::CompilationUnit>();
  at::Generator generator = at::detail::createCPUGenerator(11);
  Module conv = part("Conv", unit), norm = part("Norm", unit), fc = part("Fc", unit);
  conv.register_parameter("weight", at::randn({8, 3, 3, 3}, generator), false);
  conv.define(
      "def forward(self, x):\n  return torch.conv2d(x, self.weight, None, [2, 2], [1, 1])\n");
  norm.register_parameter("weight", at::ones({8}), false);
  norm.register_parameter("bias", at::zeros({8}), false);
  norm.register_buffer("running_mean", at::zeros({8}));
  norm.register_buffer("running_var", at::ones({8}));
  norm.define(
      "def forward(self, x):\n"
      "  return torch.batch_norm(x, self.weight, self.bias, self.running_mean, self.running_var,\n"
      "                          self.training, 0.1, 1e-5, False)\n");
  fc.register_parameter("weight", at::randn({10, 8}, generator), false);
  fc.register_parameter("bias", at::randn({10}, generator), false);
  fc.define("def forward(self, x):\n  return torch.linear(x, self.weight, self.bias)\n");
  Module net = part("Net", unit);
  net.register_module("conv", conv);
  net.register_module("norm", norm);
  net.register_module("fc", fc);
  net.define(
      "def forward(self, x):\n"
      "  y = torch.relu(self.norm.forward(self.conv.forward(x)))\n"
      "  return self.fc.forward(torch.mean(y, [2, 3]))\n");
  net.save(file);
}

}  // namespace tlhost::test
