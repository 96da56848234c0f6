// ConvNeXt, tiny, small and base (Liu, Mao, Wu, Feichtenhofer, Darrell, Xie, CVPR 2022,
// arXiv:2201.03545) as torchvision builds it.  A block filters each channel by 7x7, normalises the
// channels of each place, and widens and narrows them by linear layers; its result is scaled
// channel by channel ("layer_scale") and added.  A stage is a row of blocks with the halving in
// front of it; stage "pool" ends behind the norm that stands in front of the classifier.
#include "plugins/models/common/stochastic_depth.hpp"
#include "plugins/models/common/truncated_normal.hpp"

#include <tlhost/model.hpp>
#include <tlhost/plugin.hpp>
#include <tlhost/staged_model.hpp>

#include <ATen/Functions.h>
#include <torch/nn/init.h>
#include <torch/nn/module.h>
#include <torch/nn/modules/conv.h>
#include <torch/nn/modules/linear.h>
#include <torch/nn/modules/normalization.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace {

namespace nn = torch::nn;

nn::LayerNorm norm_of(std::int64_t channels) {
  return nn::LayerNorm(nn::LayerNormOptions({channels}).eps(1e-6));
}

/// Of the last dimension, in float32: autocast leaves norms as they are, and LibTorch's takes input
/// and weights of one type only.
at::Tensor normed(nn::LayerNorm& norm, const at::Tensor& x) { return norm(x.to(at::kFloat)); }

/// Of the channels of each place of a map: [N,C,H,W] -> the same.
at::Tensor norm_map(nn::LayerNorm& norm, const at::Tensor& x) {
  return normed(norm, x.permute({0, 2, 3, 1})).permute({0, 3, 1, 2});
}

/// [N,C,H,W] -> the same.
struct Block final : nn::Module {
  Block(std::int64_t channels, double layer_scale, double rate) {
    const auto parts = std::make_shared<nn::Module>("block");
    filter = parts->register_module(
        "0", nn::Conv2d(nn::Conv2dOptions(channels, channels, 7).padding(3).groups(channels)));
    norm = parts->register_module("2", norm_of(channels));
    widen = parts->register_module("3", nn::Linear(channels, 4 * channels));
    narrow = parts->register_module("5", nn::Linear(4 * channels, channels));
    scale = register_parameter("layer_scale", at::full({channels, 1, 1}, layer_scale));
    register_module("block", parts);
    depth = register_module("stochastic_depth", std::make_shared<tlhost::StochasticDepth>(rate));
  }

  at::Tensor forward(const at::Tensor& x) {
    const at::Tensor y = normed(norm, filter(x).permute({0, 2, 3, 1}));
    const at::Tensor z = narrow(at::gelu(widen(y))).permute({0, 3, 1, 2});
    return depth->forward(scale * z) + x;
  }

  nn::Conv2d filter{nullptr};
  nn::LayerNorm norm{nullptr};
  nn::Linear widen{nullptr}, narrow{nullptr};
  at::Tensor scale;
  std::shared_ptr<tlhost::StochasticDepth> depth;
};

void initialise(nn::Module& net) {
  for (const auto& module : net.modules()) {
    if (const auto conv = std::dynamic_pointer_cast<nn::Conv2dImpl>(module)) {
      tlhost::truncated_normal(conv->weight, 0.02);
      nn::init::zeros_(conv->bias);
    } else if (const auto linear = std::dynamic_pointer_cast<nn::LinearImpl>(module)) {
      tlhost::truncated_normal(linear->weight, 0.02);
      nn::init::zeros_(linear->bias);
    }
  }
}

struct Variant {
  std::vector<std::int64_t> channels, blocks;
};

Variant variant_of(const std::string& name) {
  if (name == "base") {
    return {{128, 256, 512, 1024}, {3, 3, 27, 3}};
  }
  return {{96, 192, 384, 768}, {3, 3, name == "small" ? 27 : 9, 3}};
}

class ConvNext final : public tlhost::StagedModel {
 public:
  static tlhost::Schema schema() {
    return tlhost::Schema{}
        .choice("variant", "tiny", {"tiny", "small", "base"})
        .doc("its size")
        .choice("stem", "imagenet", {"imagenet", "small"})
        .doc(
            "imagenet: patches of 4x4 become one place; small: of 2x2, for images below about 64 "
            "pixels")
        .real("depth_dropout", 0.1)
        .at_least(0)
        .at_most(0.9)
        .unit("probability")
        .doc(
            "of the last block to be left out for a sample in training; earlier ones less, in "
            "proportion")
        .real("layer_scale", 1e-6)
        .above(0)
        .doc("what each block's result is multiplied by at first");
  }

  explicit ConvNext(const tlhost::Create& create)
      : depth_dropout_(create.params.real("depth_dropout")),
        layer_scale_(create.params.real("layer_scale")) {
    const Variant variant = variant_of(create.params.text("variant"));
    for (const std::int64_t blocks : variant.blocks) {
      all_ += static_cast<double>(blocks);
    }
    const std::int64_t patch = create.params.text("stem") == "small" ? 2 : 4;
    add_stem(create.model.channels, variant.channels.front(), patch);
    for (std::size_t s = 0; s < variant.channels.size(); ++s) {
      add_stage(s, s == 0 ? 0 : variant.channels[s - 1], variant.channels[s], variant.blocks[s]);
    }
    add_classifier(variant.channels.back(), create.model.classes);
    initialise(*net_);
  }

  std::shared_ptr<nn::Module> module() override { return net_; }

 private:
  void add_stem(std::int64_t channels, std::int64_t out, std::int64_t patch) {
    const auto stem = features_->register_module("0", std::make_shared<nn::Module>("0"));
    nn::Conv2d conv = stem->register_module(
        "0", nn::Conv2d(nn::Conv2dOptions(channels, out, patch).stride(patch)));
    nn::LayerNorm norm = stem->register_module("1", norm_of(out));
    stage("stem", tlhost::Layout::map, {"features.0"}, [conv, norm](const at::Tensor& x) mutable {
      return norm_map(norm, conv(x));
    });
  }

  /// Stage s of torchvision's slots 2 s (the halving) and 2 s + 1 (the blocks).
  void add_stage(std::size_t s, std::int64_t in, std::int64_t channels, std::int64_t count) {
    std::vector<std::string> paths;
    nn::LayerNorm norm{nullptr};
    nn::Conv2d halve{nullptr};
    if (s > 0) {
      const std::string slot = std::to_string(2 * s);
      const auto down = features_->register_module(slot, std::make_shared<nn::Module>(slot));
      norm = down->register_module("0", norm_of(in));
      halve = down->register_module("1", nn::Conv2d(nn::Conv2dOptions(in, channels, 2).stride(2)));
      paths.push_back("features." + slot);
    }
    const std::string slot = std::to_string(2 * s + 1);
    const auto row = features_->register_module(slot, std::make_shared<nn::Module>(slot));
    std::vector<std::shared_ptr<Block>> blocks;
    for (std::int64_t i = 0; i < count; ++i) {
      const double rate = depth_dropout_ * done_++ / (all_ - 1);
      blocks.push_back(row->register_module(std::to_string(i),
                                            std::make_shared<Block>(channels, layer_scale_, rate)));
    }
    paths.push_back("features." + slot);
    stage("stage" + std::to_string(s + 1),
          tlhost::Layout::map,
          paths,
          [norm, halve, blocks](at::Tensor x) mutable {
            x = halve ? halve(norm_map(norm, x)) : x;
            for (const auto& block : blocks) {
              x = block->forward(x);
            }
            return x;
          });
  }

  void add_classifier(std::int64_t channels, std::int64_t classes) {
    const auto classifier =
        net_->register_module("classifier", std::make_shared<nn::Module>("classifier"));
    nn::LayerNorm norm = classifier->register_module("0", norm_of(channels));
    nn::Linear head = classifier->register_module("2", nn::Linear(channels, classes));
    stage("pool", tlhost::Layout::vector, {"classifier.0"}, [norm](const at::Tensor& x) mutable {
      return normed(norm, x.mean({2, 3}));
    });
    stage("head", tlhost::Layout::vector, {"classifier.2"}, [head](const at::Tensor& x) mutable {
      return head(x);
    });
  }

  std::shared_ptr<nn::Module> net_ = std::make_shared<nn::Module>("convnext");
  std::shared_ptr<nn::Module> features_ =
      net_->register_module("features", std::make_shared<nn::Module>("features"));
  double depth_dropout_ = 0, layer_scale_ = 0;
  double all_ = 0, done_ = 0;  // blocks
};

}  // namespace

TLHOST_PLUGIN("org.tlhost.convnext", "0.1.0", "ConvNeXt", registrar) {
  registrar.add<tlhost::Model, ConvNext>(
      "convnext", "ConvNeXt, tiny, small and base (Liu et al. 2022)", ConvNext::schema());
}
