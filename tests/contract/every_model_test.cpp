#include "host/execute/host_network.hpp"
#include "tests/contract/plugins.hpp"
#include "tests/support/torch_catch.hpp"
#include "tests/unit/host/execute/job_context.hpp"

#include <ATen/ATen.h>

namespace {

using namespace tlhost;
using engine::HostNetwork;
using test::Built;

HostNetwork network_of(const Built& component, const ModelRequest& request, Context& context) {
  at::manual_seed(7);
  return HostNetwork(
      test::make<Model>(component, test::defaults(component.entry->facts), request, context),
      component.name());
}

void set_all(HostNetwork& network, bool training) {
  for (std::size_t i = 0; i < network.size(); ++i) {
    network.set_training(i, training);
  }
}

at::Tensor images(std::int64_t count, const ModelRequest& request) {
  at::manual_seed(3);
  return at::randn({count, request.channels, request.image_size, request.image_size});
}

bool same_bytes(const NamedTensors& a, const NamedTensors& b) {
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (a[i].first != b[i].first || !a[i].second.equal(b[i].second)) {
      return false;
    }
  }
  return a.size() == b.size();
}

}  // namespace

TEST_CASE("every model is the composition of its stages, for any input and number of classes",
          "[contract][model]") {
  test::JobContext job;
  for (const Built& component : test::built(engine::Kind::model)) {
    INFO(component.name());
    for (const ModelRequest request : {ModelRequest{3, 2, 32}, ModelRequest{1, 7, 64}}) {
      HostNetwork network = network_of(component, request, job.context());
      set_all(network, false);
      for (const std::int64_t count : {1, 2, 5}) {
        const at::NoGradGuard no_grad;
        const at::Tensor x = images(count, request);
        const at::Tensor before = x.clone();
        const at::Tensor y = network.forward(x, 0, network.size());
        CHECK(y.sizes() == at::IntArrayRef({count, request.classes}));
        CHECK(x.equal(before));
        CHECK(y.equal(network.forward(x, 0, network.size())));
        const at::Tensor features = network.forward(x, 0, network.head());
        CHECK(features.dim() == 2);
        CHECK(y.equal(network.forward(features, network.head(), network.size())));
      }
    }
  }
}

TEST_CASE("gradients reach every parameter of every model", "[contract][model]") {
  test::JobContext job;
  const ModelRequest request{3, 3, 32};
  for (const Built& component : test::built(engine::Kind::model)) {
    INFO(component.name());
    HostNetwork network = network_of(component, request, job.context());
    set_all(network, true);
    network.forward(images(4, request), 0, network.size()).square().sum().backward();
    for (const engine::NetworkTensor& entry : network.tensors()) {
      INFO(entry.name);
      CHECK((!entry.parameter ||
             (entry.tensor.grad().defined() && entry.tensor.grad().isfinite().all().item<bool>())));
    }
  }
}

TEST_CASE("every model is drawn from the seed alone, and its state makes the round trip",
          "[contract][model]") {
  test::JobContext job;
  const ModelRequest request{3, 2, 32};
  for (const Built& component : test::built(engine::Kind::model)) {
    INFO(component.name());
    HostNetwork first = network_of(component, request, job.context());
    HostNetwork second = network_of(component, request, job.context());
    CHECK(same_bytes(first.state(), second.state()));
    NamedTensors changed;
    for (const auto& [name, tensor] : first.state()) {
      changed.emplace_back(name, tensor.detach().clone().add(1));
    }
    second.load(changed);
    CHECK(same_bytes(second.state(), changed));
  }
}

TEST_CASE("resnet has torchvision's tensors", "[contract][model]") {
  // Counts of tensors and parameters of torchvision 0.14.1's resnet18, resnet34 and resnet50 with
  // 1000 classes:
  //   python3 -c "import torchvision as t; m = t.models.resnet18(); print(len(m.state_dict()),
  //   sum(p.numel() for p in m.parameters()))"
  struct Golden {
    std::int64_t depth;
    std::size_t tensors;
    std::int64_t parameters;
  };

  test::JobContext job;
  for (const Built& component : test::built(engine::Kind::model)) {
    if (component.entry->facts.name != "resnet") {
      continue;
    }
    for (const Golden golden :
         {Golden{18, 122, 11689512}, Golden{34, 218, 21797672}, Golden{50, 320, 25557032}}) {
      engine::Arguments arguments = test::defaults(component.entry->facts);
      arguments["depth"] = golden.depth;
      HostNetwork network(test::make<Model>(component, arguments, {3, 1000, 64}, job.context()),
                          "resnet");
      std::int64_t parameters = 0;
      for (const engine::NetworkTensor& entry : network.tensors()) {
        parameters += entry.parameter ? entry.tensor.numel() : 0;
      }
      CHECK(network.tensors().size() == golden.tensors);
      CHECK(parameters == golden.parameters);
      CHECK(network.tensor("layer4.1.bn2.running_var").size(0) > 0);
      CHECK(network.tensor("layer2.0.downsample.0.weight").dim() == 4);
      CHECK(network.tensor("fc.bias").size(0) == 1000);
    }
  }
}
