#include "host/execute/host_network.hpp"
#include "tests/contract/plugins.hpp"
#include "tests/support/torch_catch.hpp"
#include "tests/unit/host/execute/job_context.hpp"

#include <ATen/ATen.h>

#include <map>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

using namespace tlhost;
using engine::HostNetwork;

HostNetwork resnet(std::int64_t depth, const ModelRequest& request) {
  test::JobContext job;
  for (const test::Built& component : test::built(engine::Kind::model)) {
    if (component.entry->facts.name == "resnet") {
      engine::Arguments arguments = test::defaults(component.entry->facts);
      arguments["depth"] = depth;
      at::manual_seed(0);
      return HostNetwork(
          test::make<Model>(component, arguments, request, job.context()), "resnet", false);
    }
  }
  throw std::runtime_error("resnet was not built");
}

// name:shape of torchvision 0.14.1, resnet18().state_dict().
constexpr const char* kResnet18 = R"(
conv1.weight:64x3x7x7 bn1.weight:64 bn1.bias:64 bn1.running_mean:64 bn1.running_var:64
bn1.num_batches_tracked: layer1.0.conv1.weight:64x64x3x3 layer1.0.bn1.weight:64
layer1.0.bn1.bias:64 layer1.0.bn1.running_mean:64 layer1.0.bn1.running_var:64
layer1.0.bn1.num_batches_tracked: layer1.0.conv2.weight:64x64x3x3 layer1.0.bn2.weight:64
layer1.0.bn2.bias:64 layer1.0.bn2.running_mean:64 layer1.0.bn2.running_var:64
layer1.0.bn2.num_batches_tracked: layer1.1.conv1.weight:64x64x3x3 layer1.1.bn1.weight:64
layer1.1.bn1.bias:64 layer1.1.bn1.running_mean:64 layer1.1.bn1.running_var:64
layer1.1.bn1.num_batches_tracked: layer1.1.conv2.weight:64x64x3x3 layer1.1.bn2.weight:64
layer1.1.bn2.bias:64 layer1.1.bn2.running_mean:64 layer1.1.bn2.running_var:64
layer1.1.bn2.num_batches_tracked: layer2.0.conv1.weight:128x64x3x3 layer2.0.bn1.weight:128
layer2.0.bn1.bias:128 layer2.0.bn1.running_mean:128 layer2.0.bn1.running_var:128
layer2.0.bn1.num_batches_tracked: layer2.0.conv2.weight:128x128x3x3 layer2.0.bn2.weight:128
layer2.0.bn2.bias:128 layer2.0.bn2.running_mean:128 layer2.0.bn2.running_var:128
layer2.0.bn2.num_batches_tracked: layer2.0.downsample.0.weight:128x64x1x1
layer2.0.downsample.1.weight:128 layer2.0.downsample.1.bias:128
layer2.0.downsample.1.running_mean:128 layer2.0.downsample.1.running_var:128
layer2.0.downsample.1.num_batches_tracked: layer2.1.conv1.weight:128x128x3x3
layer2.1.bn1.weight:128 layer2.1.bn1.bias:128 layer2.1.bn1.running_mean:128
layer2.1.bn1.running_var:128 layer2.1.bn1.num_batches_tracked:
layer2.1.conv2.weight:128x128x3x3 layer2.1.bn2.weight:128 layer2.1.bn2.bias:128
layer2.1.bn2.running_mean:128 layer2.1.bn2.running_var:128 layer2.1.bn2.num_batches_tracked:
layer3.0.conv1.weight:256x128x3x3 layer3.0.bn1.weight:256 layer3.0.bn1.bias:256
layer3.0.bn1.running_mean:256 layer3.0.bn1.running_var:256 layer3.0.bn1.num_batches_tracked:
layer3.0.conv2.weight:256x256x3x3 layer3.0.bn2.weight:256 layer3.0.bn2.bias:256
layer3.0.bn2.running_mean:256 layer3.0.bn2.running_var:256 layer3.0.bn2.num_batches_tracked:
layer3.0.downsample.0.weight:256x128x1x1 layer3.0.downsample.1.weight:256
layer3.0.downsample.1.bias:256 layer3.0.downsample.1.running_mean:256
layer3.0.downsample.1.running_var:256 layer3.0.downsample.1.num_batches_tracked:
layer3.1.conv1.weight:256x256x3x3 layer3.1.bn1.weight:256 layer3.1.bn1.bias:256
layer3.1.bn1.running_mean:256 layer3.1.bn1.running_var:256 layer3.1.bn1.num_batches_tracked:
layer3.1.conv2.weight:256x256x3x3 layer3.1.bn2.weight:256 layer3.1.bn2.bias:256
layer3.1.bn2.running_mean:256 layer3.1.bn2.running_var:256 layer3.1.bn2.num_batches_tracked:
layer4.0.conv1.weight:512x256x3x3 layer4.0.bn1.weight:512 layer4.0.bn1.bias:512
layer4.0.bn1.running_mean:512 layer4.0.bn1.running_var:512 layer4.0.bn1.num_batches_tracked:
layer4.0.conv2.weight:512x512x3x3 layer4.0.bn2.weight:512 layer4.0.bn2.bias:512
layer4.0.bn2.running_mean:512 layer4.0.bn2.running_var:512 layer4.0.bn2.num_batches_tracked:
layer4.0.downsample.0.weight:512x256x1x1 layer4.0.downsample.1.weight:512
layer4.0.downsample.1.bias:512 layer4.0.downsample.1.running_mean:512
layer4.0.downsample.1.running_var:512 layer4.0.downsample.1.num_batches_tracked:
layer4.1.conv1.weight:512x512x3x3 layer4.1.bn1.weight:512 layer4.1.bn1.bias:512
layer4.1.bn1.running_mean:512 layer4.1.bn1.running_var:512 layer4.1.bn1.num_batches_tracked:
layer4.1.conv2.weight:512x512x3x3 layer4.1.bn2.weight:512 layer4.1.bn2.bias:512
layer4.1.bn2.running_mean:512 layer4.1.bn2.running_var:512 layer4.1.bn2.num_batches_tracked:
fc.weight:1000x512 fc.bias:1000)";

std::string shape_text(const at::Tensor& tensor) {
  std::string text;
  for (const std::int64_t size : tensor.sizes()) {
    text += (text.empty() ? "" : "x") + std::to_string(size);
  }
  return text;
}

/// What torchvision's network of that depth gives with torch.manual_seed(0) and seven classes.
struct Golden {
  std::int64_t depth = 0;
  double conv1_sum = 0, fc_sum = 0, layer4_squares = 0;
  std::vector<double> scores;  ///< [2,7]
};

double sum_of(HostNetwork& network, const std::string& name) {
  return network.tensor(name).to(at::kDouble).sum().item<double>();
}

}  // namespace

TEST_CASE("resnet18 has torchvision's names and shapes", "[contract][resnet]") {
  std::map<std::string, std::string> expected;
  std::istringstream words(kResnet18);
  for (std::string word; words >> word;) {
    expected[word.substr(0, word.find(':'))] = word.substr(word.find(':') + 1);
  }
  REQUIRE(expected.size() == 122);
  HostNetwork network = resnet(18, {3, 1000, 224});
  std::map<std::string, std::string> found;
  for (const auto& [name, tensor] : network.state()) {
    found[name] = shape_text(tensor);
  }
  CHECK(found == expected);
}

TEST_CASE("resnet draws torchvision's weights and computes its scores", "[contract][resnet]") {
  // python3-torchvision 0.14.1, for d in 18, 34, 50: torch.manual_seed(0); n = getattr(
  // torchvision.models, f"resnet{d}")(weights=None, num_classes=7).eval(); i = torch.arange(6144);
  // x = (((i * i * 7 + i * 13) % 101).double() / 50 - 1).float().reshape(2, 3, 32, 32); then
  // n.conv1.weight.double().sum(), n.fc.weight.double().sum(),
  // n.layer4[0].conv1.weight.double().pow(2).sum(), n(x)
  const std::vector<Golden> goldens = {{18,
                                        -3.923921610460866,
                                        -0.7898553646173241,
                                        512.5695939582511,
                                        {-0.103888,
                                         0.035825,
                                         0.040868,
                                         0.058799,
                                         0.085106,
                                         -0.013207,
                                         -0.322790,
                                         -0.080397,
                                         0.099737,
                                         0.047256,
                                         0.066367,
                                         0.037302,
                                         -0.060537,
                                         -0.266655}},
                                       {34,
                                        -0.39868669345526087,
                                        -0.38350729451690313,
                                        511.51067222624494,
                                        {1.335924,
                                         0.665636,
                                         0.064141,
                                         -1.763540,
                                         -0.596479,
                                         0.017677,
                                         0.747805,
                                         1.032572,
                                         0.876914,
                                         0.030954,
                                         -1.686697,
                                         -0.398282,
                                         0.114160,
                                         0.546276}},
                                       {50,
                                        0.6571433401166189,
                                        0.1674140773734507,
                                        2051.8210648507243,
                                        {0.246488,
                                         -1.898885,
                                         1.949160,
                                         -1.217981,
                                         -0.775280,
                                         0.451225,
                                         0.251027,
                                         0.167843,
                                         -1.889131,
                                         1.894238,
                                         -1.317817,
                                         -0.874920,
                                         0.515802,
                                         0.393252}}};
  const at::NoGradGuard no_grad;
  const at::Tensor i = at::arange(2 * 3 * 32 * 32, at::kLong);
  const at::Tensor x = ((i * i * 7 + i * 13).remainder(101).to(at::kDouble) / 50 - 1)
                           .to(at::kFloat)
                           .reshape({2, 3, 32, 32});
  for (const Golden& golden : goldens) {
    INFO("depth " << golden.depth);
    HostNetwork network = resnet(golden.depth, {3, 7, 32});
    CHECK(sum_of(network, "conv1.weight") == Approx(golden.conv1_sum).margin(1e-4));
    CHECK(sum_of(network, "fc.weight") == Approx(golden.fc_sum).margin(1e-4));
    CHECK(network.tensor("layer4.0.conv1.weight").to(at::kDouble).square().sum().item<double>() ==
          Approx(golden.layer4_squares).epsilon(1e-6));
    for (std::size_t stage = 0; stage < network.size(); ++stage) {
      network.set_training(stage, false);
    }
    const at::Tensor scores = network.forward(x, 0, network.size()).flatten();
    for (std::size_t k = 0; k < golden.scores.size(); ++k) {
      CHECK(scores[static_cast<std::int64_t>(k)].item<double>() ==
            Approx(golden.scores[k]).margin(1e-3));
    }
  }
}

TEST_CASE("resnet has five depths and no other", "[contract][resnet]") {
  CHECK_THROWS_AS(resnet(20, {3, 2, 32}), ConfigError);
  CHECK_THROWS_WITH(resnet(20, {3, 2, 32}),
                    Catch::Contains("depth is 20; expected 18, 34, 50, 101 or 152"));
}
