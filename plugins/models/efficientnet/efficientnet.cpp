// EfficientNet B0 to B4 (Tan, Le, ICML 2019, arXiv:1905.11946) and EfficientNetV2-S (Tan, Le, ICML
// 2021, arXiv:2104.00298) as torchvision builds them.  Rows of inverted residuals with squeeze and
// excitation; B1 to B4 are B0, wider and deeper by one rule; V2 replaces the first rows by fused
// ones, whose widening and filtering are one convolution.  A stage is one of torchvision's.
#include "plugins/models/common/conv_norm.hpp"
#include "plugins/models/common/dropout_head.hpp"
#include "plugins/models/common/stochastic_depth.hpp"

#include <tlhost/model.hpp>
#include <tlhost/plugin.hpp>
#include <tlhost/staged_model.hpp>

#include <torch/nn/init.h>
#include <torch/nn/modules/linear.h>

#include <cmath>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace {

namespace nn = torch::nn;
using namespace tlhost::mobile;

/// Equal blocks in a row; the first has the stride.
struct StageShape {
  std::int64_t widen = 1, kernel = 3, stride = 1, in = 0, out = 0, blocks = 0;
  bool fused = false;
};

struct Network {
  std::vector<StageShape> stages;
  std::int64_t last = 0;
  double dropout = 0.2;
  NormShape norm;
};

Network version_1(double width, double depth, double dropout) {
  Network network;
  network.stages = {{1, 3, 1, 32, 16, 1},
                    {6, 3, 2, 16, 24, 2},
                    {6, 5, 2, 24, 40, 2},
                    {6, 3, 2, 40, 80, 3},
                    {6, 5, 1, 80, 112, 3},
                    {6, 5, 2, 112, 192, 4},
                    {6, 3, 1, 192, 320, 1}};
  for (StageShape& shape : network.stages) {
    shape.in = round_channels(static_cast<double>(shape.in) * width);
    shape.out = round_channels(static_cast<double>(shape.out) * width);
    shape.blocks = static_cast<std::int64_t>(std::ceil(static_cast<double>(shape.blocks) * depth));
  }
  network.last = 4 * network.stages.back().out;
  network.dropout = dropout;
  return network;
}

Network version_2_small() {
  Network network;
  network.stages = {{1, 3, 1, 24, 24, 2, true},
                    {4, 3, 2, 24, 48, 4, true},
                    {4, 3, 2, 48, 64, 4, true},
                    {4, 3, 2, 64, 128, 6},
                    {6, 3, 1, 128, 160, 9},
                    {6, 3, 2, 160, 256, 15}};
  network.last = 1280;
  network.norm.eps = 1e-3;
  return network;
}

Network network_of(const std::string& variant) {
  if (variant == "b0") {
    return version_1(1.0, 1.0, 0.2);
  }
  if (variant == "b1") {
    return version_1(1.0, 1.1, 0.2);
  }
  if (variant == "b2") {
    return version_1(1.1, 1.2, 0.3);
  }
  if (variant == "b3") {
    return version_1(1.2, 1.4, 0.3);
  }
  return variant == "b4" ? version_1(1.4, 1.8, 0.4) : version_2_small();
}

/// [N,in,H,W] -> [N,out,H/stride,W/stride], around which the input goes where shapes agree.
struct Block final : nn::Module {
  Block(std::int64_t in, std::int64_t stride, const StageShape& shape, const NormShape& norm)
      : keeps(stride == 1 && in == shape.out) {
    const auto parts = register_module("block", std::make_shared<nn::Module>("block"));
    const std::int64_t wide = round_channels(static_cast<double>(in * shape.widen));
    const auto add = [&](const ConvShape& conv, Activation activation) {
      layers.push_back(parts->register_module(std::to_string(slot++),
                                              std::make_shared<ConvNorm>(conv, norm, activation)));
    };
    if (shape.fused) {
      const bool widens = wide != in;
      add({in, widens ? wide : shape.out, shape.kernel, stride}, &at::silu_);
      if (widens) {
        add({wide, shape.out, 1}, nullptr);
      }
    } else {
      if (wide != in) {
        add({in, wide, 1}, &at::silu_);
      }
      add({wide, wide, shape.kernel, stride, wide}, &at::silu_);
      excite = parts->register_module(
          std::to_string(slot++),
          std::make_shared<SqueezeExcite>(
              wide, std::max<std::int64_t>(1, in / 4), &at::silu_, &at::sigmoid_));
      add({wide, shape.out, 1}, nullptr);
    }
  }

  void set_depth(double rate) {
    depth = register_module("stochastic_depth", std::make_shared<tlhost::StochasticDepth>(rate));
  }

  at::Tensor forward(const at::Tensor& x) {
    at::Tensor y = x;
    for (std::size_t i = 0; i < layers.size(); ++i) {
      y = excite && i + 1 == layers.size() ? excite->forward(y) : y;
      y = layers[i]->forward(y);
    }
    return keeps ? depth->forward(y) + x : y;
  }

  bool keeps = false;
  std::size_t slot = 0;
  std::vector<std::shared_ptr<ConvNorm>> layers;
  std::shared_ptr<SqueezeExcite> excite;
  std::shared_ptr<tlhost::StochasticDepth> depth;
};

void initialise(nn::Module& net) {
  for (const auto& module : net.modules()) {
    if (const auto conv = std::dynamic_pointer_cast<nn::Conv2dImpl>(module)) {
      nn::init::kaiming_normal_(conv->weight, 0, torch::kFanOut);
      if (conv->bias.defined()) {
        nn::init::zeros_(conv->bias);
      }
    } else if (const auto linear = std::dynamic_pointer_cast<nn::LinearImpl>(module)) {
      const double range = 1 / std::sqrt(static_cast<double>(linear->weight.size(0)));
      nn::init::uniform_(linear->weight, -range, range);
      nn::init::zeros_(linear->bias);
    }
  }
}

class EfficientNet final : public tlhost::StagedModel {
 public:
  static tlhost::Schema schema() {
    return tlhost::Schema{}
        .choice("variant", "b0", {"b0", "b1", "b2", "b3", "b4", "v2_s"})
        .doc("EfficientNet-B0 to -B4, or EfficientNetV2-S")
        .choice("stem", "imagenet", {"imagenet", "small"})
        .doc(
            "imagenet: the first convolution halves the side; small: it does not, for images below "
            "about 64 pixels")
        .real("depth_dropout", 0.2)
        .at_least(0)
        .at_most(0.9)
        .unit("probability")
        .doc(
            "of the last block to be left out for a sample in training; earlier ones less, in "
            "proportion")
        .real("dropout", -1)
        .at_least(-1)
        .at_most(0.9)
        .unit("probability")
        .doc(
            "of each input of the classifier to be left out in training; -1: as published for the "
            "variant");
  }

  explicit EfficientNet(const tlhost::Create& create) {
    const Network network = network_of(create.params.text("variant"));
    const std::int64_t stride = create.params.text("stem") == "small" ? 1 : 2;
    auto stem = features_->register_module(
        "0",
        std::make_shared<ConvNorm>(
            ConvShape{create.model.channels, network.stages.front().in, 3, stride},
            network.norm,
            &at::silu_));
    stage("stem", tlhost::Layout::map, {"features.0"}, [stem](const at::Tensor& x) {
      return stem->forward(x);
    });
    add_stages(network, create.params.real("depth_dropout"));
    stage("pool", tlhost::Layout::vector, {}, [](const at::Tensor& x) { return x.mean({2, 3}); });
    const double dropout = create.params.real("dropout");
    add_head(network.last, create.model.classes, dropout < 0 ? network.dropout : dropout);
    initialise(*net_);
  }

  std::shared_ptr<nn::Module> module() override { return net_; }

 private:
  void add_stages(const Network& network, double depth_dropout) {
    double all = 0, done = 0;
    for (const StageShape& shape : network.stages) {
      all += static_cast<double>(shape.blocks);
    }
    for (std::size_t s = 0; s < network.stages.size(); ++s) {
      const StageShape& shape = network.stages[s];
      const std::string slot = std::to_string(s + 1);
      const auto row = features_->register_module(slot, std::make_shared<nn::Module>(slot));
      std::vector<std::shared_ptr<Block>> blocks;
      for (std::int64_t i = 0; i < shape.blocks; ++i) {
        const auto block = std::make_shared<Block>(
            i == 0 ? shape.in : shape.out, i == 0 ? shape.stride : 1, shape, network.norm);
        block->set_depth(depth_dropout * done++ / all);
        blocks.push_back(row->register_module(std::to_string(i), block));
      }
      stage("stage" + slot, tlhost::Layout::map, {"features." + slot}, [blocks](at::Tensor x) {
        for (const auto& block : blocks) {
          x = block->forward(x);
        }
        return x;
      });
    }
    const std::string slot = std::to_string(network.stages.size() + 1);
    auto last = features_->register_module(
        slot,
        std::make_shared<ConvNorm>(
            ConvShape{network.stages.back().out, network.last, 1}, network.norm, &at::silu_));
    stage("last", tlhost::Layout::map, {"features." + slot}, [last](const at::Tensor& x) {
      return last->forward(x);
    });
  }

  void add_head(std::int64_t in, std::int64_t classes, double dropout) {
    const auto head =
        net_->register_module("classifier", std::make_shared<DropoutHead>(in, classes, dropout));
    stage("head", tlhost::Layout::vector, {"classifier"}, [head](const at::Tensor& x) {
      return head->forward(x);
    });
  }

  std::shared_ptr<nn::Module> net_ = std::make_shared<nn::Module>("efficientnet");
  std::shared_ptr<nn::Module> features_ =
      net_->register_module("features", std::make_shared<nn::Module>("features"));
};

}  // namespace

TLHOST_PLUGIN("org.tlhost.efficientnet", "0.1.0", "EfficientNets", registrar) {
  registrar.add<tlhost::Model, EfficientNet>(
      "efficientnet",
      "EfficientNet-B0 to -B4 (Tan and Le 2019) and EfficientNetV2-S (2021)",
      EfficientNet::schema());
}
