// Residual networks (He, Zhang, Ren, Sun, CVPR 2016, arXiv:1512.03385; with groups: ResNeXt, Xie et
// al., CVPR 2017, arXiv:1611.05431; wide: Zagoruyko, Komodakis, BMVC 2016, arXiv:1605.07146) as
// torchvision builds them: names, shapes and order of its state dict, "v1.5" (the stride of a
// bottleneck sits on its 3x3 convolution), its initialisation.  Modules are made and initialised in
// torchvision's order too, so the same generator state gives the same weights.
#include <tlhost/model.hpp>
#include <tlhost/plugin.hpp>
#include <tlhost/staged_model.hpp>

#include <ATen/ops/max_pool2d.h>
#include <torch/nn/init.h>
#include <torch/nn/module.h>
#include <torch/nn/modules/batchnorm.h>
#include <torch/nn/modules/conv.h>
#include <torch/nn/modules/dropout.h>
#include <torch/nn/modules/linear.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace {

namespace nn = torch::nn;

nn::Conv2d convolution(std::int64_t in,
                       std::int64_t out,
                       std::int64_t size,
                       std::int64_t stride,
                       std::int64_t groups = 1) {
  return nn::Conv2d(
      nn::Conv2dOptions(in, out, size).stride(stride).padding(size / 2).groups(groups).bias(false));
}

/// What is added to a block's result: its input, or the input through "downsample" where shapes
/// differ.
class Shortcut {
 public:
  Shortcut(std::int64_t in, std::int64_t out, std::int64_t stride) {
    if (stride != 1 || in != out) {
      conv_ = convolution(in, out, 1, stride);
      norm_ = nn::BatchNorm2d(out);
    }
  }

  void register_in(nn::Module& block) {
    if (conv_) {
      const auto downsample =
          block.register_module("downsample", std::make_shared<nn::Module>("downsample"));
      downsample->register_module("0", conv_);
      downsample->register_module("1", norm_);
    }
  }

  at::Tensor forward(const at::Tensor& x) { return conv_ ? norm_(conv_(x)) : x; }

 private:
  nn::Conv2d conv_{nullptr};
  nn::BatchNorm2d norm_{nullptr};
};

struct BlockShape {
  std::int64_t in = 0, width = 0, stride = 1;
  std::int64_t inner = 0, groups = 1;  ///< channels and groups of a bottleneck's 3x3 convolution
};

/// One residual block, [N,in,H,W] -> [N,out,H/stride,W/stride]; x is not written.
struct Block : nn::Module {
  virtual at::Tensor forward(const at::Tensor& x) = 0;
};

/// Two 3x3 convolutions: ResNet-18 and -34.
struct BasicBlock final : Block {
  static constexpr std::int64_t kExpansion = 1;

  explicit BasicBlock(const BlockShape& shape)
      : shortcut(shape.in, shape.width * kExpansion, shape.stride),
        conv1(register_module("conv1", convolution(shape.in, shape.width, 3, shape.stride))),
        bn1(register_module("bn1", nn::BatchNorm2d(shape.width))),
        conv2(register_module("conv2", convolution(shape.width, shape.width, 3, 1))),
        bn2(register_module("bn2", nn::BatchNorm2d(shape.width))) {
    shortcut.register_in(*this);
  }

  at::Tensor forward(const at::Tensor& x) override {
    const at::Tensor y = bn1(conv1(x)).relu_();
    return bn2(conv2(y)).add_(shortcut.forward(x)).relu_();
  }

  Shortcut shortcut;  // first, as torchvision makes it first
  nn::Conv2d conv1;
  nn::BatchNorm2d bn1;
  nn::Conv2d conv2;
  nn::BatchNorm2d bn2;
};

/// 1x1 down, 3x3, perhaps in groups, 1x1 up: from ResNet-50 on.
struct Bottleneck final : Block {
  static constexpr std::int64_t kExpansion = 4;

  explicit Bottleneck(const BlockShape& shape)
      : shortcut(shape.in, shape.width * kExpansion, shape.stride),
        conv1(register_module("conv1", convolution(shape.in, shape.inner, 1, 1))),
        bn1(register_module("bn1", nn::BatchNorm2d(shape.inner))),
        conv2(register_module(
            "conv2", convolution(shape.inner, shape.inner, 3, shape.stride, shape.groups))),
        bn2(register_module("bn2", nn::BatchNorm2d(shape.inner))),
        conv3(register_module("conv3", convolution(shape.inner, shape.width * kExpansion, 1, 1))),
        bn3(register_module("bn3", nn::BatchNorm2d(shape.width * kExpansion))) {
    shortcut.register_in(*this);
  }

  at::Tensor forward(const at::Tensor& x) override {
    at::Tensor y = bn1(conv1(x)).relu_();
    y = bn2(conv2(y)).relu_();
    return bn3(conv3(y)).add_(shortcut.forward(x)).relu_();
  }

  Shortcut shortcut;  // first, as torchvision makes it first
  nn::Conv2d conv1;
  nn::BatchNorm2d bn1;
  nn::Conv2d conv2;
  nn::BatchNorm2d bn2;
  nn::Conv2d conv3;
  nn::BatchNorm2d bn3;
};

/// Convolutions as He et al. 2015 for ReLU, by fan out.  Norms (1, 0) and the linear layer (uniform
/// within 1/sqrt(inputs)) keep LibTorch's defaults, which are torchvision's.
void initialise(nn::Module& net) {
  for (const auto& module : net.modules()) {
    if (const auto conv = std::dynamic_pointer_cast<nn::Conv2dImpl>(module)) {
      nn::init::kaiming_normal_(conv->weight, 0, torch::kFanOut, torch::kReLU);
    }
  }
}

class ResNet final : public tlhost::StagedModel {
 public:
  static tlhost::Schema schema() {
    return tlhost::Schema{}
        .integer("depth", 18)
        .at_least(18)
        .at_most(152)
        .unit("layers")
        .doc("18, 34, 50, 101 or 152")
        .integer("groups", 1)
        .at_least(1)
        .at_most(64)
        .doc("of each 3x3 convolution, from depth 50 on; 32 with group_width 4: ResNeXt 32x4d")
        .integer("group_width", 64)
        .at_least(4)
        .at_most(128)
        .unit("channels")
        .doc("of each group in the first blocks, from depth 50 on; 128 with one group: wide")
        .choice("stem", "imagenet", {"imagenet", "small"})
        .doc(
            "imagenet: 7x7 stride 2, then max pooling; small: 3x3 stride 1 without pooling, for "
            "images below "
            "about 64 pixels")
        .real("dropout", 0)
        .at_least(0)
        .at_most(0.9)
        .unit("probability")
        .doc("of each input of the head to be left out in training");
  }

  explicit ResNet(const tlhost::Create& create)
      : groups_(create.params.integer("groups")),
        group_width_(create.params.integer("group_width")) {
    add_stem(create.model.channels, create.params.text("stem") == "small");
    add_all_layers(create.params.integer("depth"));
    stage("pool", tlhost::Layout::vector, {}, [](const at::Tensor& x) { return x.mean({2, 3}); });
    add_head(create.model.classes, create.params.real("dropout"));
    initialise(*net_);
  }

  std::shared_ptr<nn::Module> module() override { return net_; }

 private:
  void add_stem(std::int64_t channels, bool small) {
    nn::Conv2d conv = net_->register_module(
        "conv1", small ? convolution(channels, 64, 3, 1) : convolution(channels, 64, 7, 2));
    nn::BatchNorm2d norm = net_->register_module("bn1", nn::BatchNorm2d(64));
    const auto run = [conv, norm, small](const at::Tensor& x) mutable {
      const at::Tensor y = norm(conv(x)).relu_();
      return small ? y : at::max_pool2d(y, 3, 2, 1);
    };
    stage("stem", tlhost::Layout::map, {"conv1", "bn1"}, run);
    width_ = 64;
  }

  void add_all_layers(std::int64_t depth) {
    const bool bottlenecks = depth >= 50;
    if (!bottlenecks && (groups_ != 1 || group_width_ != 64)) {
      throw tlhost::ConfigError("depth is " + std::to_string(depth) +
                                ", which has no groups; expected groups 1 and group_width 64, or "
                                "depth 50 or more");
    }
    switch (depth) {
      case 18:
        return add_layers<BasicBlock>({2, 2, 2, 2});
      case 34:
        return add_layers<BasicBlock>({3, 4, 6, 3});
      case 50:
        return add_layers<Bottleneck>({3, 4, 6, 3});
      case 101:
        return add_layers<Bottleneck>({3, 4, 23, 3});
      case 152:
        return add_layers<Bottleneck>({3, 8, 36, 3});
      default:
        throw tlhost::ConfigError("depth is " + std::to_string(depth) +
                                  "; expected 18, 34, 50, 101 or 152");
    }
  }

  /// layer1 .. layer4 of so many blocks each; the first block of all but layer1 halves height and
  /// width.
  template <class Kind>
  void add_layers(const std::vector<std::size_t>& counts) {
    for (std::size_t l = 0; l < counts.size(); ++l) {
      const std::string name = "layer" + std::to_string(l + 1);
      const auto layer = net_->register_module(name, std::make_shared<nn::Module>(name));
      const std::int64_t width = std::int64_t{64} << l;
      std::vector<std::shared_ptr<Block>> blocks;
      for (std::size_t b = 0; b < counts[l]; ++b) {
        const std::int64_t inner = width * group_width_ / 64 * groups_;
        const auto block = std::make_shared<Kind>(
            BlockShape{width_, width, l > 0 && b == 0 ? 2 : 1, inner, groups_});
        blocks.push_back(layer->register_module(std::to_string(b), block));
        width_ = width * Kind::kExpansion;
      }
      stage(name, tlhost::Layout::map, {name}, [blocks](at::Tensor x) {
        for (const auto& block : blocks) {
          x = block->forward(x);
        }
        return x;
      });
    }
  }

  void add_head(std::int64_t classes, double dropout) {
    nn::Linear fc = net_->register_module("fc", nn::Linear(width_, classes));
    nn::Dropout drop = net_->register_module("dropout", nn::Dropout(dropout));
    stage(
        "head", tlhost::Layout::vector, {"dropout", "fc"}, [drop, fc](const at::Tensor& x) mutable {
          return fc(drop(x));
        });
  }

  std::shared_ptr<nn::Module> net_ = std::make_shared<nn::Module>("resnet");
  std::int64_t groups_ = 1, group_width_ = 64;
  std::int64_t width_ = 0;  // channels so far
};

}  // namespace

TLHOST_PLUGIN("org.tlhost.resnet", "0.1.0", "Residual networks", registrar) {
  registrar.add<tlhost::Model, ResNet>(
      "resnet",
      "ResNet-18 to -152, v1.5 (He et al. 2016), ResNeXt and wide ones",
      ResNet::schema());
}
