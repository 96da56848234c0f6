#include "host/export/torchscript.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/unit/host/execute/fake_models.hpp"

#include <tlhost/error.hpp>

#include <ATen/ATen.h>
#include <torch/csrc/jit/serialization/import.h>

#include <filesystem>

using namespace tlhost::engine;
using namespace tlhost::test;
using Catch::Matchers::Contains;
using tlhost::Layout;

namespace {

ModelCard card_of(std::int64_t channels, std::int64_t size) {
  ModelCard card;
  card.channels = channels;
  card.view.size = size;
  card.normalise = {std::vector<double>(static_cast<std::size_t>(channels), 0.5),
                    std::vector<double>(static_cast<std::size_t>(channels), 0.25)};
  return card;
}

}  // namespace

TEST_CASE("a program of a network gives its scores for any number of images", "[export]") {
  const TempFolder folder;
  const std::string file = folder.path() + "/tiny.pt";
  HostNetwork network = tiny_network();
  write_torchscript(file, network, {}, card_of(1, 8));
  torch::jit::Module module = torch::jit::load(file);  // written a line above
  const at::NoGradGuard no_grad;
  for (const std::int64_t count : {1, 2, 5}) {
    const at::Tensor images = drawn({count, 1, 8, 8}, "images").abs();
    const at::Tensor known = network.forward((images - 0.5) / 0.25, 0, network.size());
    CHECK(at::allclose(module.forward({images}).toTensor(), known, 1e-5, 1e-6));
  }
}

TEST_CASE("a model whose trace takes two images alone is not written", "[export]") {
  const TempFolder folder;
  const std::string file = folder.path() + "/fixed.pt";
  FakeParts parts;
  parts.tensors = {{"weight", {2, 64}}};
  const at::Tensor weight = drawn({2, 64}, "weight");
  parts.stages = {{"flat",
                   Layout::vector,
                   {},
                   [](const at::Tensor& x) {
                     return x.reshape({x.size(0), -1});  // a number, to the tracer
                   }},
                  {"head", Layout::vector, {"weight"}, [weight](const at::Tensor& x) {
                     return at::linear(x.view({-1, 64}), weight) + at::zeros({x.size(0), 1});
                   }}};
  HostNetwork network = fake_network(parts);
  CHECK_THROWS_WITH(write_torchscript(file, network, {}, card_of(1, 8)),
                    Contains("traced with 2 images") && Contains("export it as safetensors"));
  CHECK_FALSE(std::filesystem::exists(file));
}
