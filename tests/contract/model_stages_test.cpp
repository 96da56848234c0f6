// What freezing, caching and truncation rest on: every model, stage by stage.
#include "host/execute/host_network.hpp"
#include "tests/contract/plugins.hpp"
#include "tests/support/torch_catch.hpp"
#include "tests/unit/host/execute/job_context.hpp"

#include <ATen/ATen.h>

#include <set>
#include <string>
#include <vector>

namespace {

using namespace tlhost;
using engine::HostNetwork;
using test::Built;

const ModelRequest kRequest{3, 2, 32};

HostNetwork network_of(const Built& component, std::uint64_t seed = 7) {
  test::JobContext job;
  at::manual_seed(seed);
  return HostNetwork(
      test::make<Model>(component, test::defaults(component.entry->facts), kRequest, job.context()),
      component.name());
}

void set_training(HostNetwork& network, std::size_t only, bool others) {
  for (std::size_t i = 0; i < network.size(); ++i) {
    network.set_training(i, i == only ? !others : others);
  }
}

void set_all(HostNetwork& network, bool training) {
  set_training(network, network.size(), training);
}

at::Tensor images(std::int64_t count) {
  at::manual_seed(3);
  return at::randn({count, kRequest.channels, kRequest.image_size, kRequest.image_size});
}

NamedTensors copy_of(HostNetwork& network) {
  NamedTensors copy;
  for (const auto& [name, tensor] : network.state()) {
    copy.emplace_back(name, tensor.detach().clone());
  }
  return copy;
}

/// Stages of which a tensor is not what it was.
std::set<std::size_t> changed_stages(HostNetwork& network, const NamedTensors& before) {
  std::set<std::size_t> changed;
  for (std::size_t i = 0; i < before.size(); ++i) {
    if (!at::equal(network.tensors()[i].tensor, before[i].second)) {
      changed.insert(network.tensors()[i].stage);
    }
  }
  return changed;
}

}  // namespace

TEST_CASE("no stage of any model writes its input, in either mode", "[contract][model]") {
  const at::NoGradGuard no_grad;
  for (const Built& component : test::built(engine::Kind::model)) {
    HostNetwork network = network_of(component);
    for (const bool training : {false, true}) {
      set_all(network, training);
      at::Tensor x = images(5);
      for (std::size_t i = 0; i < network.size(); ++i) {
        INFO(component.name() << ", stage " << network.stage(i).name);
        const at::Tensor before = x.clone();
        const at::Tensor y = network.forward(x, i, i + 1);
        CHECK(at::equal(x, before));
        CHECK(y.size(0) == 5);
        CHECK(network.pooled(y, i).dim() == 2);
        x = y.clone();
      }
    }
  }
}

TEST_CASE("stages of every model have names of their own", "[contract][model]") {
  for (const Built& component : test::built(engine::Kind::model)) {
    INFO(component.name());
    HostNetwork network = network_of(component);
    std::set<std::string> names;
    for (std::size_t i = 0; i < network.size(); ++i) {
      CHECK(names.insert(network.stage(i).name).second);
      CHECK(network.find(network.stage(i).name) == i);
    }
    CHECK_FALSE(network.names(network.head()).empty());
  }
}

TEST_CASE("a stage of any model in eval mode learns nothing and computes the same as alone",
          "[contract][model]") {
  const at::NoGradGuard no_grad;
  for (const Built& component : test::built(engine::Kind::model)) {
    HostNetwork network = network_of(component);
    set_all(network, false);
    const at::Tensor x = images(5);
    std::vector<at::Tensor> inputs{x};
    for (std::size_t i = 0; i < network.size(); ++i) {
      inputs.push_back(network.forward(inputs.back(), i, i + 1));
    }
    for (std::size_t i = 0; i < network.size(); ++i) {
      INFO(component.name() << ", stage " << network.stage(i).name);
      set_training(network, i, true);  // all others are in train mode
      const NamedTensors before = copy_of(network);
      CHECK(at::equal(network.forward(inputs[i], i, i + 1), inputs[i + 1]));
      CHECK(changed_stages(network, before).empty());
      network.forward(x, 0, network.size());
      CHECK(changed_stages(network, before).count(i) == 0);
      network.load(before);
    }
  }
}

TEST_CASE("gradients of every model are not all zero in any parameter", "[contract][model]") {
  for (const Built& component : test::built(engine::Kind::model)) {
    HostNetwork network = network_of(component);
    set_all(network, true);
    network.forward(images(4), 0, network.size()).square().sum().backward();
    for (const engine::NetworkTensor& entry : network.tensors()) {
      INFO(component.name() << ", " << entry.name);
      CHECK((!entry.parameter || (entry.tensor.grad().defined() &&
                                  entry.tensor.grad().abs().max().item<double>() > 0)));
    }
  }
}

TEST_CASE("another seed draws another model; its state carries all that matters",
          "[contract][model]") {
  const at::NoGradGuard no_grad;
  for (const Built& component : test::built(engine::Kind::model)) {
    INFO(component.name());
    HostNetwork first = network_of(component, 1), second = network_of(component, 2);
    set_all(first, true);
    first.forward(images(5), 0, first.size());  // norms have statistics now
    set_all(first, false);
    set_all(second, false);
    const at::Tensor x = images(3), y = first.forward(x, 0, first.size());
    CHECK_FALSE(at::equal(second.forward(x, 0, second.size()), y));
    second.load(copy_of(first));
    CHECK(changed_stages(second, copy_of(first)).empty());
    CHECK(at::equal(second.forward(x, 0, second.size()), y));
  }
}
