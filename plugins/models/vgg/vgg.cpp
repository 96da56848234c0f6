// Very deep plain networks (Simonyan, Zisserman, ICLR 2015, arXiv:1409.1556) as torchvision builds
// them: names, shapes and order of its state dict, its initialisation, its adaptive pooling to 7x7
// before the fully connected layers.  Stage fc2 ends behind the second of them and its ReLU, before
// the dropout: what studies of transfer call the fc2 features.
#include <tlhost/model.hpp>
#include <tlhost/plugin.hpp>
#include <tlhost/staged_model.hpp>

#include <ATen/ops/adaptive_avg_pool2d.h>
#include <ATen/ops/max_pool2d.h>
#include <torch/nn/init.h>
#include <torch/nn/module.h>
#include <torch/nn/modules/batchnorm.h>
#include <torch/nn/modules/conv.h>
#include <torch/nn/modules/dropout.h>
#include <torch/nn/modules/linear.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace {

namespace nn = torch::nn;

/// Convolutions in each of the five blocks.
std::vector<std::int64_t> convolutions_of(std::int64_t depth) {
  switch (depth) {
    case 11:
      return {1, 1, 2, 2, 2};
    case 13:
      return {2, 2, 2, 2, 2};
    case 16:
      return {2, 2, 3, 3, 3};
    case 19:
      return {2, 2, 4, 4, 4};
    default:
      throw tlhost::ConfigError("depth is " + std::to_string(depth) +
                                "; expected 11, 13, 16 or 19");
  }
}

/// A 3x3 convolution, perhaps a norm, and ReLU.
struct Layer {
  nn::Conv2d conv{nullptr};
  nn::BatchNorm2d norm{nullptr};

  at::Tensor forward(const at::Tensor& x) {
    const at::Tensor y = conv(x);
    return (norm ? norm(y) : y).relu_();
  }
};

/// Convolutions as He et al. 2015 for ReLU, by fan out, without bias; linear layers normal with
/// deviation 0.01.  Norms keep LibTorch's defaults, which are torchvision's.
void initialise(nn::Module& net) {
  for (const auto& module : net.modules()) {
    if (const auto conv = std::dynamic_pointer_cast<nn::Conv2dImpl>(module)) {
      nn::init::kaiming_normal_(conv->weight, 0, torch::kFanOut, torch::kReLU);
      nn::init::constant_(conv->bias, 0);
    } else if (const auto linear = std::dynamic_pointer_cast<nn::LinearImpl>(module)) {
      nn::init::normal_(linear->weight, 0, 0.01);
      nn::init::constant_(linear->bias, 0);
    }
  }
}

class Vgg final : public tlhost::StagedModel {
 public:
  static tlhost::Schema schema() {
    return tlhost::Schema{}
        .integer("depth", 16)
        .at_least(11)
        .at_most(19)
        .unit("layers")
        .doc("11, 13, 16 or 19")
        .flag("batch_norm", false)
        .doc("batch normalisation behind each convolution")
        .real("dropout", 0.5)
        .at_least(0)
        .at_most(0.9)
        .unit("probability")
        .doc("of each output of fc1 and of fc2 to be left out in training");
  }

  explicit Vgg(const tlhost::Create& create) : dropout_(create.params.real("dropout")) {
    const auto counts = convolutions_of(create.params.integer("depth"));
    std::int64_t in = create.model.channels;
    for (std::size_t block = 0; block < counts.size(); ++block) {
      const std::int64_t out = std::min<std::int64_t>(512, std::int64_t{64} << block);
      add_block(block, counts[block], in, out, create.params.flag("batch_norm"));
      in = out;
    }
    add_classifier(create.model.classes);
    initialise(*net_);
  }

  std::shared_ptr<nn::Module> module() override { return net_; }

 private:
  void add_block(
      std::size_t block, std::int64_t count, std::int64_t in, std::int64_t out, bool batch_norm) {
    std::vector<Layer> layers;
    std::vector<std::string> paths;
    const auto add = [&](const auto& module) {
      const std::string slot = std::to_string(slot_++);
      paths.push_back("features." + slot);
      return features_->register_module(slot, module);
    };
    for (std::int64_t i = 0; i < count; ++i) {
      Layer layer;
      layer.conv = add(nn::Conv2d(nn::Conv2dOptions(i == 0 ? in : out, out, 3).padding(1)));
      if (batch_norm) {
        layer.norm = add(nn::BatchNorm2d(out));
      }
      ++slot_;  // its ReLU
      layers.push_back(layer);
    }
    ++slot_;  // its pooling
    stage("block" + std::to_string(block + 1),
          tlhost::Layout::map,
          paths,
          [layers](at::Tensor x) mutable {
            for (Layer& layer : layers) {
              x = layer.forward(x);
            }
            return at::max_pool2d(x, 2, 2);
          });
  }

  void add_classifier(std::int64_t classes) {
    const auto classifier =
        net_->register_module("classifier", std::make_shared<nn::Module>("classifier"));
    nn::Linear fc1 = classifier->register_module("0", nn::Linear(512 * 7 * 7, 4096));
    nn::Dropout drop1 = classifier->register_module("2", nn::Dropout(dropout_));
    nn::Linear fc2 = classifier->register_module("3", nn::Linear(4096, 4096));
    nn::Dropout drop2 = classifier->register_module("5", nn::Dropout(dropout_));
    nn::Linear head = classifier->register_module("6", nn::Linear(4096, classes));
    stage("fc1", tlhost::Layout::vector, {"classifier.0"}, [fc1](const at::Tensor& x) mutable {
      return fc1(at::adaptive_avg_pool2d(x, {7, 7}).flatten(1)).relu_();
    });
    stage("fc2",
          tlhost::Layout::vector,
          {"classifier.2", "classifier.3"},
          [drop1, fc2](const at::Tensor& x) mutable { return fc2(drop1(x)).relu_(); });
    stage("head",
          tlhost::Layout::vector,
          {"classifier.5", "classifier.6"},
          [drop2, head](const at::Tensor& x) mutable { return head(drop2(x)); });
  }

  std::shared_ptr<nn::Module> net_ = std::make_shared<nn::Module>("vgg");
  std::shared_ptr<nn::Module> features_ =
      net_->register_module("features", std::make_shared<nn::Module>("features"));
  double dropout_ = 0;
  std::int64_t slot_ = 0;  // next place in torchvision's row of features
};

}  // namespace

TLHOST_PLUGIN("org.tlhost.vgg", "0.1.0", "Very deep plain networks", registrar) {
  registrar.add<tlhost::Model, Vgg>(
      "vgg",
      "VGG-11, -13, -16 and -19, with or without batch norm (Simonyan and Zisserman 2015)",
      Vgg::schema());
}
