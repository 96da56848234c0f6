// Runs built models on weights and inputs that somebody else wrote, for
// tests/parity/test_models.py:
//     tlhost_parity_models FOLDER
// Each case is FOLDER/<name>.json {"model", "parameters", "channels", "classes", "size"} with
// FOLDER/<name>.safetensors: weights under torchvision's names, "input" [N,C,H,W], "labels" [N] for
// a training step.  Writes FOLDER/<name>.out.safetensors: "logits" in eval mode, and with labels
// "loss", and the gradients of the first and the last parameter in train mode, "first" and "last".
#include "host/catalog/parameter_facts.hpp"
#include "host/execute/host_network.hpp"
#include "host/store/file_ops.hpp"
#include "host/weights/safetensors.hpp"
#include "tests/contract/plugins.hpp"
#include "tests/unit/host/execute/job_context.hpp"

#include <ATen/ATen.h>
#include <boost/json/parse.hpp>

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <map>
#include <stdexcept>
#include <string>

namespace {

using namespace tlhost;
using engine::HostNetwork;
namespace json = boost::json;

HostNetwork make(const json::value& wish) {
  test::JobContext job;
  const std::string name(wish.at("model").as_string());
  for (const test::Built& component : test::built(engine::Kind::model)) {
    if (component.entry->facts.name != name) {
      continue;
    }
    engine::Arguments arguments = test::defaults(component.entry->facts);
    for (const auto& [key, value] : wish.at("parameters").as_object()) {
      const auto& facts = component.entry->facts.parameters;
      const auto parameter =
          std::find_if(facts.begin(), facts.end(), [k = std::string(key)](const auto& p) {
            return p.name == k;
          });
      arguments[std::string(key)] = engine::value_from_json(value, parameter->type);
    }
    const ModelRequest request{wish.at("channels").to_number<std::int64_t>(),
                               wish.at("classes").to_number<std::int64_t>(),
                               wish.at("size").to_number<std::int64_t>()};
    at::manual_seed(0);
    return HostNetwork(
        test::make<Model>(component, arguments, request, job.context()), name, false);
  }
  throw std::runtime_error("no plugin has models/" + name);
}

/// Every tensor of the file but input and labels; each must be the network's, and none may lack.
void load(HostNetwork& network, const NamedTensors& tensors) {
  NamedTensors weights;
  for (const auto& [name, tensor] : tensors) {
    if (name != "input" && name != "labels") {
      weights.emplace_back(name, tensor);
    }
  }
  if (weights.size() != network.tensors().size()) {
    throw std::runtime_error("the file has " + std::to_string(weights.size()) +
                             " tensors, the model " + std::to_string(network.tensors().size()));
  }
  network.load(weights);
}

void set_training(HostNetwork& network, bool training) {
  for (std::size_t stage = 0; stage < network.size(); ++stage) {
    network.set_training(stage, training);
  }
}

void step(HostNetwork& network,
          const at::Tensor& input,
          const at::Tensor& labels,
          NamedTensors& out) {
  set_training(network, true);
  const at::Tensor loss = at::cross_entropy_loss(network.forward(input, 0, network.size()), labels);
  loss.backward();
  out.emplace_back("loss", loss.detach());
  at::Tensor first, last;
  for (const engine::NetworkTensor& entry : network.tensors()) {
    if (entry.parameter) {
      first = first.defined() ? first : entry.tensor;
      last = entry.tensor;
    }
  }
  out.emplace_back("first", first.grad());
  out.emplace_back("last", last.grad());
}

void run(const std::filesystem::path& wish_file) {
  const std::string base = wish_file.parent_path() / wish_file.stem();
  HostNetwork network = make(json::parse(engine::read_file(wish_file.string())));
  const NamedTensors tensors = engine::read_safetensors(base + ".safetensors").tensors;
  load(network, tensors);
  const std::map<std::string, at::Tensor> named(tensors.begin(), tensors.end());
  NamedTensors out;
  {
    const at::NoGradGuard no_grad;
    set_training(network, false);
    out.emplace_back("logits", network.forward(named.at("input"), 0, network.size()));
  }
  if (const auto labels = named.find("labels"); labels != named.end()) {
    step(network, named.at("input"), labels->second, out);
  }
  engine::write_safetensors(base + ".out.safetensors", out);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: tlhost_parity_models FOLDER\n";
    return 2;
  }
  int failed = 0;
  for (const auto& entry : std::filesystem::directory_iterator(argv[1])) {
    if (entry.path().extension() != ".json") {
      continue;
    }
    try {
      run(entry.path());
    } catch (const std::exception& error) {
      std::cerr << entry.path().stem().string() << ": " << error.what() << "\n";
      ++failed;
    }
  }
  return failed == 0 ? 0 : 1;
}
