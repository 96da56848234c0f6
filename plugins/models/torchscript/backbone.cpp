#include "plugins/models/torchscript/backbone.hpp"

#include <tlhost/error.hpp>

#include <torch/csrc/jit/ir/ir.h>
#include <torch/csrc/jit/passes/dead_code_elimination.h>
#include <torch/csrc/jit/passes/inliner.h>

#include <vector>

namespace tlhost {
namespace torchscript {
namespace {

using torch::jit::Graph;
using torch::jit::Node;
using torch::jit::Value;

constexpr const char* kExpected =
    "; expected forward(image) to end with one linear layer, whose input is one row a sample";

std::string kind_of(const Node& node) { return node.kind().toQualString(); }

/// The input and the weights of a linear layer, as its node has them.
struct Layer {
  Value* input = nullptr;
  Value* weight = nullptr;
  Value* bias = nullptr;
};

/// aten::linear(x, weight, bias), or aten::addmm(bias, x, weight.t()) of older exports.
Layer layer_of(const Node& node) {
  if (kind_of(node) == "aten::linear") {
    return {node.input(0), node.input(1), node.input(2)};
  }
  if (kind_of(node) == "aten::addmm" && kind_of(*node.input(2)->node()) == "aten::t") {
    return {node.input(1), node.input(2)->node()->input(0), node.input(0)};
  }
  throw ConfigError("its forward ends with " + kind_of(node) + kExpected);
}

/// The dotted name behind a row of attribute look-ups that begins at the module itself.
std::string path_of(const Value* value, const Graph& graph) {
  std::string path;
  while (value != graph.inputs()[0]) {
    const Node* node = value->node();
    if (kind_of(*node) != "prim::GetAttr") {
      throw ConfigError(
          "the weights of its last layer are constants, as torch.jit.freeze makes them; export it "
          "without freezing");
    }
    path = node->s(c10::Symbol::attr("name")) + (path.empty() ? "" : "." + path);
    value = node->input(0);
  }
  return path;
}

/// The module's attribute of that dotted name.
at::Tensor tensor_at(torch::jit::Module module, std::string path) {
  for (std::size_t dot = path.find('.'); dot != std::string::npos; dot = path.find('.')) {
    module = module.attr(path.substr(0, dot)).toModule();
    path = path.substr(dot + 1);
  }
  return module.attr(path).toTensor();
}

std::shared_ptr<Graph> inlined(const torch::jit::Module& module) {
  const auto method = module.find_method("forward");
  if (!method) {
    throw ConfigError("it has no forward");
  }
  std::shared_ptr<Graph> graph = method->graph()->copy();
  torch::jit::Inline(*graph);
  if (graph->inputs().size() != 2 || graph->outputs().size() != 1) {
    throw ConfigError("its forward takes " + std::to_string(graph->inputs().size() - 1) +
                      " arguments" + kExpected);
  }
  return graph;
}

HeadFacts facts_of(const torch::jit::Module& module, const Layer& layer, const Graph& graph) {
  const std::string weight = path_of(layer.weight, graph);
  const std::size_t dot = weight.rfind('.');
  if (dot == std::string::npos || weight.substr(dot + 1) != "weight") {
    throw ConfigError("the weights of its last layer are \"" + weight +
                      "\"; expected them in a module of their own, as \"fc.weight\"");
  }
  HeadFacts head;
  head.path = weight.substr(0, dot);
  const at::Tensor tensor = tensor_at(module, weight);
  if (tensor.dim() != 2) {
    throw ConfigError("the weights of its last layer have " + std::to_string(tensor.dim()) +
                      " dimensions; expected 2");
  }
  head.inputs = tensor.size(1);
  head.bias = layer.bias->type()->kind() != c10::TypeKind::NoneType;
  if (head.bias && path_of(layer.bias, graph) != head.path + ".bias") {
    throw ConfigError("the bias of its last layer does not lie beside its weights");
  }
  return head;
}

}  // namespace

Backbone::Backbone(const torch::jit::Module& module) : module_(module) {
  const std::shared_ptr<Graph> graph = inlined(module);
  const Layer layer = layer_of(*graph->outputs()[0]->node());
  head_ = facts_of(module, layer, *graph);
  graph->eraseOutput(0);
  graph->registerOutput(layer.input);
  torch::jit::EliminateDeadCode(graph);
  executor_ = torch::jit::GraphExecutor(graph, "backbone");
}

at::Tensor Backbone::forward(const at::Tensor& x) {
  const torch::jit::GraphOptimizerEnabledGuard as_it_stands(false);
  torch::jit::Stack stack{module_._ivalue(), x};
  executor_.run(stack);
  return stack.back().toTensor();
}

}  // namespace torchscript
}  // namespace tlhost
