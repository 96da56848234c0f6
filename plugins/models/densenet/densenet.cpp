// Densely connected networks (Huang, Liu, van der Maaten, Weinberger, CVPR 2017, arXiv:1608.06993)
// as torchvision builds them: names, shapes and order of its state dict, its initialisation.  In a
// block every layer sees the outputs of all layers before it; between blocks a transition halves
// channels and sides.  A stage is a block with the transition behind it.
#include <tlhost/model.hpp>
#include <tlhost/plugin.hpp>
#include <tlhost/staged_model.hpp>
#include <tlhost/weight_names.hpp>

#include <ATen/Functions.h>
#include <torch/nn/init.h>
#include <torch/nn/module.h>
#include <torch/nn/modules/batchnorm.h>
#include <torch/nn/modules/conv.h>
#include <torch/nn/modules/dropout.h>
#include <torch/nn/modules/linear.h>

#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace {

namespace nn = torch::nn;

constexpr std::int64_t kGrowth = 32, kBottleneck = 4, kFirst = 64;

nn::Conv2d convolution(std::int64_t in, std::int64_t out, std::int64_t size, std::int64_t stride) {
  return nn::Conv2d(nn::Conv2dOptions(in, out, size).stride(stride).padding(size / 2).bias(false));
}

/// 1x1 down to 128 channels, then 3x3 to 32 new ones; norm and ReLU come before each.
struct DenseLayer final : nn::Module {
  DenseLayer(std::int64_t in, double rate)
      : norm1(register_module("norm1", nn::BatchNorm2d(in))),
        conv1(register_module("conv1", convolution(in, kBottleneck * kGrowth, 1, 1))),
        norm2(register_module("norm2", nn::BatchNorm2d(kBottleneck * kGrowth))),
        conv2(register_module("conv2", convolution(kBottleneck * kGrowth, kGrowth, 3, 1))) {
    if (rate > 0) {
      drop = register_module("drop", nn::Dropout(rate));
    }
  }

  at::Tensor forward(const at::Tensor& x) {
    const at::Tensor y = conv1(norm1(x).relu_());
    const at::Tensor grown = conv2(norm2(y).relu_());
    return drop ? drop(grown) : grown;
  }

  nn::BatchNorm2d norm1;
  nn::Conv2d conv1;
  nn::BatchNorm2d norm2;
  nn::Conv2d conv2;
  nn::Dropout drop{nullptr};
};

/// Layers in each of the four blocks.
std::vector<std::int64_t> layers_of(std::int64_t depth) {
  switch (depth) {
    case 121:
      return {6, 12, 24, 16};
    case 169:
      return {6, 12, 32, 32};
    case 201:
      return {6, 12, 48, 32};
    default:
      throw tlhost::ConfigError("depth is " + std::to_string(depth) + "; expected 121, 169 or 201");
  }
}

/// Convolutions as He et al. 2015; the linear layer keeps its weights and has no bias at first.
void initialise(nn::Module& net) {
  for (const auto& module : net.modules()) {
    if (const auto conv = std::dynamic_pointer_cast<nn::Conv2dImpl>(module)) {
      nn::init::kaiming_normal_(conv->weight);
    } else if (const auto linear = std::dynamic_pointer_cast<nn::LinearImpl>(module)) {
      nn::init::constant_(linear->bias, 0);
    }
  }
}

/// torchvision's own files are of before its 0.3: denselayer1.norm.1.weight for norm1.weight.
struct FileNames final : tlhost::WeightNames {
  void rename(std::string& name) const override {
    const std::size_t layer = name.find(".denselayer");
    if (layer == std::string::npos) {
      return;
    }
    for (const char* part : {".norm.1.", ".norm.2.", ".conv.1.", ".conv.2."}) {
      const std::size_t at = name.find(part, layer);
      if (at != std::string::npos) {
        name.erase(at + 5, 1);  // the dot behind "norm" or "conv"
      }
    }
  }

  at::Tensor fit(std::string_view name,
                 const at::Tensor& found,
                 const at::Tensor& like) const override {
    (void)name, (void)found, (void)like;
    return {};
  }
};

class DenseNet final : public tlhost::StagedModel {
 public:
  static tlhost::Schema schema() {
    return tlhost::Schema{}
        .integer("depth", 121)
        .at_least(121)
        .at_most(201)
        .unit("layers")
        .doc("121, 169 or 201")
        .choice("stem", "imagenet", {"imagenet", "small"})
        .doc(
            "imagenet: 7x7 stride 2, then max pooling; small: 3x3 stride 1 without pooling, for "
            "images below about 64 pixels")
        .real("dropout", 0)
        .at_least(0)
        .at_most(0.9)
        .unit("probability")
        .doc("of each output of a dense layer to be left out in training");
  }

  explicit DenseNet(const tlhost::Create& create) : dropout_(create.params.real("dropout")) {
    const auto counts = layers_of(create.params.integer("depth"));
    add_stem(create.model.channels, create.params.text("stem") == "small");
    for (std::size_t block = 0; block < counts.size(); ++block) {
      add_block(block + 1, counts[block], block + 1 == counts.size());
    }
    stage("pool", tlhost::Layout::vector, {}, [](const at::Tensor& x) { return x.mean({2, 3}); });
    nn::Linear head = net_->register_module("classifier", nn::Linear(width_, create.model.classes));
    stage("head", tlhost::Layout::vector, {"classifier"}, [head](const at::Tensor& x) mutable {
      return head(x);
    });
    initialise(*net_);
  }

  std::shared_ptr<nn::Module> module() override { return net_; }

  void* query(const char* interface_id) noexcept override {
    return std::strcmp(interface_id, tlhost::WeightNames::interface_id) == 0
               ? static_cast<tlhost::WeightNames*>(&names_)
               : nullptr;
  }

 private:
  void add_stem(std::int64_t channels, bool small) {
    nn::Conv2d conv = features_->register_module(
        "conv0", small ? convolution(channels, kFirst, 3, 1) : convolution(channels, kFirst, 7, 2));
    nn::BatchNorm2d norm = features_->register_module("norm0", nn::BatchNorm2d(kFirst));
    stage("stem",
          tlhost::Layout::map,
          {"features.conv0", "features.norm0"},
          [conv, norm, small](const at::Tensor& x) mutable {
            const at::Tensor y = norm(conv(x)).relu_();
            return small ? y : at::max_pool2d(y, 3, 2, 1);
          });
    width_ = kFirst;
  }

  void add_block(std::size_t number, std::int64_t count, bool last) {
    const std::string name = "denseblock" + std::to_string(number);
    const auto block = features_->register_module(name, std::make_shared<nn::Module>(name));
    std::vector<std::shared_ptr<DenseLayer>> layers;
    for (std::int64_t i = 0; i < count; ++i) {
      layers.push_back(block->register_module("denselayer" + std::to_string(i + 1),
                                              std::make_shared<DenseLayer>(width_, dropout_)));
      width_ += kGrowth;
    }
    const std::string behind = last ? "norm5" : "transition" + std::to_string(number);
    const auto dense = [layers](at::Tensor x) {
      for (const auto& layer : layers) {
        x = at::cat({x, layer->forward(x)}, 1);
      }
      return x;
    };
    const std::vector<std::string> paths{"features." + name, "features." + behind};
    if (last) {
      nn::BatchNorm2d norm = features_->register_module(behind, nn::BatchNorm2d(width_));
      stage("block" + std::to_string(number),
            tlhost::Layout::map,
            paths,
            [dense, norm](const at::Tensor& x) mutable { return norm(dense(x)).relu_(); });
    } else {
      add_transition(number, behind, paths, dense);
    }
  }

  void add_transition(std::size_t number,
                      const std::string& name,
                      const std::vector<std::string>& paths,
                      const Run& dense) {
    const auto transition = features_->register_module(name, std::make_shared<nn::Module>(name));
    nn::BatchNorm2d norm = transition->register_module("norm", nn::BatchNorm2d(width_));
    nn::Conv2d conv = transition->register_module("conv", convolution(width_, width_ / 2, 1, 1));
    width_ /= 2;
    stage("block" + std::to_string(number),
          tlhost::Layout::map,
          paths,
          [dense, norm, conv](const at::Tensor& x) mutable {
            return at::avg_pool2d(conv(norm(dense(x)).relu_()), 2, 2);
          });
  }

  FileNames names_;
  std::shared_ptr<nn::Module> net_ = std::make_shared<nn::Module>("densenet");
  std::shared_ptr<nn::Module> features_ =
      net_->register_module("features", std::make_shared<nn::Module>("features"));
  double dropout_ = 0;
  std::int64_t width_ = 0;  // channels so far
};

}  // namespace

TLHOST_PLUGIN("org.tlhost.densenet", "0.1.0", "Densely connected networks", registrar) {
  registrar.add<tlhost::Model, DenseNet>(
      "densenet", "DenseNet-121, -169 and -201 (Huang et al. 2017)", DenseNet::schema());
}
