// Runs built models on weights and inputs that somebody else wrote, for
// tests/parity/test_models.py:
//     tlhost_parity_models FOLDER
// Each case is FOLDER/<name>.json {"model", "parameters", "channels", "classes", "size", "fit",
// "gradients"} with FOLDER/<name>.safetensors: weights, "input" [N,C,H,W], "labels" [N] for a
// training step.  The weights have the model's names and shapes, or with "fit" those that it is
// fitted to.  Writes FOLDER/<name>.out.safetensors: "logits" in eval mode, and with labels "loss"
// and the named gradients in train mode.
#include "host/catalog/parameter_facts.hpp"
#include "host/execute/host_network.hpp"
#include "host/store/file_ops.hpp"
#include "host/weights/match.hpp"
#include "host/weights/safetensors.hpp"
#include "tests/contract/plugins.hpp"
#include "tests/unit/host/execute/job_context.hpp"

#include <tlhost/weight_names.hpp>

#include <ATen/ATen.h>
#include <boost/json/parse.hpp>

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <map>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace tlhost;
using engine::HostNetwork;
namespace json = boost::json;

/// A network, and its model's rules for files of weights.
struct Made {
  HostNetwork network;
  const WeightNames* rules = nullptr;
};

Made make(const json::value& wish) {
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
    engine::Loaded<Model> model = test::make<Model>(component, arguments, request, job.context());
    const auto* rules = static_cast<const WeightNames*>(model->query(WeightNames::interface_id));
    return {HostNetwork(std::move(model), name, false), rules};
  }
  throw std::runtime_error("no plugin has models/" + name);
}

/// Weights of other names and shapes, as a source's file of weights is fitted; the head as well.
NamedTensors fitted(const Made& made, const NamedTensors& weights) {
  std::vector<engine::WantedTensor> wanted;
  for (const engine::NetworkTensor& entry : made.network.tensors()) {
    wanted.push_back({entry.name, entry.tensor.detach()});
  }
  const engine::MatchedWeights matched = engine::match_weights(weights, wanted, made.rules);
  for (const auto* names : {&matched.missing, &matched.unexpected, &matched.mismatched}) {
    if (!names->empty()) {
      throw std::runtime_error("the file does not fit: " + names->front());
    }
  }
  return matched.tensors;
}

/// Every tensor of the file but input and labels; each must be the network's, and none may lack.
void load(Made& made, const NamedTensors& tensors, bool fit) {
  HostNetwork& network = made.network;
  NamedTensors weights;
  for (const auto& [name, tensor] : tensors) {
    if (name != "input" && name != "labels") {
      weights.emplace_back(name, tensor);
    }
  }
  weights = fit ? fitted(made, weights) : weights;
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
          const std::map<std::string, at::Tensor>& given,
          const json::array& gradients,
          NamedTensors& out) {
  set_training(network, true);
  const at::Tensor scores = network.forward(given.at("input"), 0, network.size());
  const at::Tensor loss = at::cross_entropy_loss(scores, given.at("labels"));
  loss.backward();
  out.emplace_back("loss", loss.detach());
  for (const json::value& name : gradients) {
    const std::string text(name.as_string());
    out.emplace_back(text, network.tensor(text).grad());
  }
}

void run(const std::filesystem::path& wish_file) {
  const std::string base = wish_file.parent_path() / wish_file.stem();
  const json::value wish = json::parse(engine::read_file(wish_file.string()));
  Made made = make(wish);
  HostNetwork& network = made.network;
  const NamedTensors tensors = engine::read_safetensors(base + ".safetensors").tensors;
  load(made, tensors, wish.at("fit").as_bool());
  const std::map<std::string, at::Tensor> named(tensors.begin(), tensors.end());
  NamedTensors out;
  {
    const at::NoGradGuard no_grad;
    set_training(network, false);
    out.emplace_back("logits", network.forward(named.at("input"), 0, network.size()));
  }
  if (named.count("labels") != 0) {
    step(network, named, wish.at("gradients").as_array(), out);
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
