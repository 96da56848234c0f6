// Swin transformers, tiny, small and base (Liu et al., ICCV 2021, arXiv:2103.14030) as torchvision
// builds them.  Attention stays within windows of a map; every second block shifts them by half, so
// that neighbours meet, and between stages four places become one of twice the channels.  A stage
// is a row of blocks with the merging in front of it; stage "pool" ends behind the norm and the
// mean.
#include "plugins/models/common/perceptron.hpp"
#include "plugins/models/common/stochastic_depth.hpp"
#include "plugins/models/common/truncated_normal.hpp"
#include "plugins/models/swin/weight_names.hpp"
#include "plugins/models/swin/window_attention.hpp"

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
#include <cstring>
#include <memory>
#include <string>
#include <vector>

namespace {

namespace nn = torch::nn;
using namespace tlhost::transformer;
using namespace tlhost::swin;

constexpr double kEps = 1e-5;  // of the norms

struct BlockShape {
  std::int64_t channels = 0, heads = 0;
  WindowShape window;
  double dropout = 0, rate = 0;  ///< rate: of being left out
};

/// [N,H,W,C] -> the same.
struct Block final : nn::Module {
  explicit Block(const BlockShape& shape)
      : norm1(register_module("norm1", norm_of(shape.channels, kEps))),
        attention(register_module(
            "attn", std::make_shared<WindowAttention>(shape.channels, shape.heads, shape.window))),
        drop(register_module("dropout", nn::Dropout(shape.dropout))),
        depth(register_module("stochastic_depth",
                              std::make_shared<tlhost::StochasticDepth>(shape.rate))),
        norm2(register_module("norm2", norm_of(shape.channels, kEps))),
        mlp(register_module(
            "mlp",
            std::make_shared<Perceptron>(shape.channels, 4 * shape.channels, shape.dropout))) {}

  at::Tensor forward(const at::Tensor& x) {
    const at::Tensor y = x + depth->forward(drop(attention->forward(normed(norm1, x))));
    return y + depth->forward(mlp->forward(normed(norm2, y)));
  }

  nn::LayerNorm norm1;
  std::shared_ptr<WindowAttention> attention;
  nn::Dropout drop;
  std::shared_ptr<tlhost::StochasticDepth> depth;
  nn::LayerNorm norm2;
  std::shared_ptr<Perceptron> mlp;
};

/// Four neighbours become one place: [N,H,W,C] -> [N,H/2,W/2,2C], odd sides filled up with zeros.
struct Merging final : nn::Module {
  explicit Merging(std::int64_t channels)
      : reduction(register_module(
            "reduction", nn::Linear(nn::LinearOptions(4 * channels, 2 * channels).bias(false)))),
        norm(register_module("norm", norm_of(4 * channels, kEps))) {}

  at::Tensor forward(const at::Tensor& x) {
    const at::Tensor even = at::constant_pad_nd(x, {0, 0, 0, x.size(2) % 2, 0, x.size(1) % 2});
    const auto every_second = [&even](std::int64_t row, std::int64_t column) {
      return even.slice(1, row, c10::nullopt, 2).slice(2, column, c10::nullopt, 2);
    };
    return reduction(normed(
        norm,
        at::cat({every_second(0, 0), every_second(1, 0), every_second(0, 1), every_second(1, 1)},
                -1)));
  }

  nn::Linear reduction;
  nn::LayerNorm norm;
};

struct Variant {
  std::int64_t channels = 96, third = 6;  ///< blocks of the third stage
  std::vector<std::int64_t> heads{3, 6, 12, 24};
};

Variant variant_of(const std::string& name) {
  if (name == "b") {
    return {128, 18, {4, 8, 16, 32}};
  }
  return {96, name == "s" ? 18 : 6, {3, 6, 12, 24}};
}

/// Linear layers normal with deviation 0.02, without bias.
void initialise(nn::Module& net) {
  for (const auto& module : net.modules()) {
    if (const auto linear = std::dynamic_pointer_cast<nn::LinearImpl>(module)) {
      tlhost::truncated_normal(linear->weight, 0.02);
      if (linear->bias.defined()) {
        nn::init::zeros_(linear->bias);
      }
    }
  }
}

class Swin final : public tlhost::StagedModel {
 public:
  static tlhost::Schema schema() {
    return tlhost::Schema{}
        .choice("variant", "t", {"t", "s", "b"})
        .doc("its size: tiny, small or base")
        .choice("stem", "imagenet", {"imagenet", "small"})
        .doc(
            "imagenet: patches of 4x4 become one place; small: of 2x2, for images below about 64 "
            "pixels")
        .integer("window", 7)
        .at_least(2)
        .at_most(32)
        .unit("places")
        .doc("the side of the windows that attention stays within")
        .real("depth_dropout", -1)
        .at_least(-1)
        .at_most(0.9)
        .unit("probability")
        .doc(
            "of the last block to be left out for a sample in training; earlier ones less, in "
            "proportion; -1: as published for the variant")
        .real("dropout", 0)
        .at_least(0)
        .at_most(0.9)
        .unit("probability")
        .doc("of each value of attention and layers to be left out in training");
  }

  explicit Swin(const tlhost::Create& create)
      : window_(create.params.integer("window")), dropout_(create.params.real("dropout")) {
    const std::string name = create.params.text("variant");
    const Variant variant = variant_of(name);
    const double published = name == "t" ? 0.2 : name == "s" ? 0.3 : 0.5;
    const double given = create.params.real("depth_dropout");
    depth_dropout_ = given < 0 ? published : given;
    add_stem(
        create.model.channels, variant.channels, create.params.text("stem") == "small" ? 2 : 4);
    const std::vector<std::int64_t> blocks{2, 2, variant.third, 2};
    all_ = static_cast<double>(6 + variant.third);
    std::int64_t channels = variant.channels;
    for (std::size_t s = 0; s < blocks.size(); ++s) {
      channels *= s == 0 ? 1 : 2;
      add_stage(s, channels, variant.heads[s], blocks[s]);
    }
    add_classifier(channels, create.model.classes);
    initialise(*net_);
  }

  std::shared_ptr<nn::Module> module() override { return net_; }

  void* query(const char* interface_id) noexcept override {
    return std::strcmp(interface_id, tlhost::WeightNames::interface_id) == 0
               ? static_cast<tlhost::WeightNames*>(&names_)
               : nullptr;
  }

 private:
  void add_stem(std::int64_t channels, std::int64_t out, std::int64_t patch) {
    const auto stem = features_->register_module("0", std::make_shared<nn::Module>("0"));
    nn::Conv2d conv = stem->register_module(
        "0", nn::Conv2d(nn::Conv2dOptions(channels, out, patch).stride(patch)));
    nn::LayerNorm norm = stem->register_module("2", norm_of(out, kEps));
    stage("stem",
          tlhost::Layout::map_last,
          {"features.0"},
          [conv, norm](const at::Tensor& x) mutable {
            return normed(norm, conv(x).permute({0, 2, 3, 1}));
          });
  }

  /// Stage s of torchvision's slots 2 s (the merging) and 2 s + 1 (the blocks).
  void add_stage(std::size_t s, std::int64_t channels, std::int64_t heads, std::int64_t count) {
    std::vector<std::string> paths;
    std::shared_ptr<Merging> merging;
    if (s > 0) {
      const std::string slot = std::to_string(2 * s);
      merging = features_->register_module(slot, std::make_shared<Merging>(channels / 2));
      paths.push_back("features." + slot);
    }
    const std::string slot = std::to_string(2 * s + 1);
    const auto row = features_->register_module(slot, std::make_shared<nn::Module>(slot));
    std::vector<std::shared_ptr<Block>> blocks;
    for (std::int64_t i = 0; i < count; ++i) {
      const WindowShape window{window_, i % 2 == 0 ? 0 : window_ / 2};
      const double rate = depth_dropout_ * done_++ / (all_ - 1);
      blocks.push_back(row->register_module(
          std::to_string(i),
          std::make_shared<Block>(BlockShape{channels, heads, window, dropout_, rate})));
    }
    paths.push_back("features." + slot);
    stage("stage" + std::to_string(s + 1),
          tlhost::Layout::map_last,
          paths,
          [merging, blocks](at::Tensor x) {
            x = merging ? merging->forward(x) : x;
            for (const auto& block : blocks) {
              x = block->forward(x);
            }
            return x;
          });
  }

  void add_classifier(std::int64_t channels, std::int64_t classes) {
    nn::LayerNorm norm = net_->register_module("norm", norm_of(channels, kEps));
    nn::Linear head = net_->register_module("head", nn::Linear(channels, classes));
    stage("pool", tlhost::Layout::vector, {"norm"}, [norm](const at::Tensor& x) mutable {
      return normed(norm, x).mean({1, 2});
    });
    stage("head", tlhost::Layout::vector, {"head"}, [head](const at::Tensor& x) mutable {
      return head(x);
    });
  }

  FileNames names_;
  std::shared_ptr<nn::Module> net_ = std::make_shared<nn::Module>("swin");
  std::shared_ptr<nn::Module> features_ =
      net_->register_module("features", std::make_shared<nn::Module>("features"));
  std::int64_t window_ = 7;
  double dropout_ = 0, depth_dropout_ = 0;
  double all_ = 0, done_ = 0;  // blocks
};

}  // namespace

TLHOST_PLUGIN("org.tlhost.swin", "0.1.0", "Swin transformers", registrar) {
  registrar.add<tlhost::Model, Swin>(
      "swin", "Swin transformers, tiny, small and base (Liu et al. 2021)", Swin::schema());
}
