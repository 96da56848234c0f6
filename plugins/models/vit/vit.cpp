// Vision transformers (Dosovitskiy et al., ICLR 2021, arXiv:2010.11929; the tiny and the small one:
// Touvron et al., ICML 2021, arXiv:2012.12877) as torchvision builds them.  Patches of the image
// become tokens, one more token is learnt and gathers what the class depends on; each block mixes
// the tokens by attention and then changes each alone, and both results are added.
#include "plugins/models/common/perceptron.hpp"
#include "plugins/models/common/truncated_normal.hpp"
#include "plugins/models/vit/weight_names.hpp"

#include <tlhost/model.hpp>
#include <tlhost/plugin.hpp>
#include <tlhost/staged_model.hpp>

#include <ATen/Functions.h>
#include <torch/nn/init.h>
#include <torch/nn/module.h>
#include <torch/nn/modules/conv.h>
#include <torch/nn/modules/dropout.h>
#include <torch/nn/modules/linear.h>
#include <torch/nn/modules/normalization.h>

#include <cmath>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string>

namespace {

namespace nn = torch::nn;
using namespace tlhost::transformer;

constexpr double kEps = 1e-6;  // of the norms

/// Each token asks all others, in several heads.  [N,T,C] -> the same.
struct SelfAttention final : nn::Module {
  SelfAttention(std::int64_t channels, std::int64_t count)
      : heads(count),
        in_proj_weight(register_parameter("in_proj_weight", at::empty({3 * channels, channels}))),
        in_proj_bias(register_parameter("in_proj_bias", at::zeros({3 * channels}))),
        out_proj(register_module("out_proj", nn::Linear(channels, channels))) {
    nn::init::xavier_uniform_(in_proj_weight);
    nn::init::zeros_(out_proj->bias);
  }

  at::Tensor forward(const at::Tensor& x) {
    const std::int64_t tokens = x.size(1), channels = x.size(2);
    const std::int64_t width = channels / heads;
    const at::Tensor all = at::linear(x, in_proj_weight, in_proj_bias)
                               .reshape({-1, tokens, 3, heads, width})
                               .permute({2, 0, 3, 1, 4});
    const at::Tensor question = all.select(0, 0) * (1 / std::sqrt(static_cast<double>(width)));
    const at::Tensor share = question.matmul(all.select(0, 1).transpose(-2, -1)).softmax(-1);
    return out_proj(share.matmul(all.select(0, 2)).transpose(1, 2).reshape({-1, tokens, channels}));
  }

  std::int64_t heads = 1;
  at::Tensor in_proj_weight, in_proj_bias;
  nn::Linear out_proj;
};

/// [N,T,C] -> the same.
struct Block final : nn::Module {
  Block(std::int64_t channels, std::int64_t heads, double dropout)
      : ln_1(register_module("ln_1", norm_of(channels, kEps))),
        attention(
            register_module("self_attention", std::make_shared<SelfAttention>(channels, heads))),
        drop(register_module("dropout", nn::Dropout(dropout))),
        ln_2(register_module("ln_2", norm_of(channels, kEps))),
        mlp(register_module("mlp", std::make_shared<Perceptron>(channels, 4 * channels, dropout))) {
  }

  at::Tensor forward(const at::Tensor& x) {
    const at::Tensor y = drop(attention->forward(normed(ln_1, x))) + x;
    return y + mlp->forward(normed(ln_2, y));
  }

  nn::LayerNorm ln_1;
  std::shared_ptr<SelfAttention> attention;
  nn::Dropout drop;
  nn::LayerNorm ln_2;
  std::shared_ptr<Perceptron> mlp;
};

struct Variant {
  std::int64_t patch = 16, heads = 12, channels = 768;
};

Variant variant_of(const std::string& name) {
  if (name == "tiny_16") {
    return {16, 3, 192};
  }
  if (name == "small_16") {
    return {16, 6, 384};
  }
  return {name == "b_32" ? 32 : 16, 12, 768};
}

constexpr int kBlocks = 12;

class Vit final : public tlhost::StagedModel {
 public:
  static tlhost::Schema schema() {
    return tlhost::Schema{}
        .choice("variant", "b_16", {"tiny_16", "small_16", "b_16", "b_32"})
        .doc("its size, and the side of a patch in pixels")
        .choice("stem", "imagenet", {"imagenet", "small"})
        .doc(
            "imagenet: patches as the variant says; small: of 4x4, for images below about 64 "
            "pixels")
        .real("dropout", 0)
        .at_least(0)
        .at_most(0.9)
        .unit("probability")
        .doc("of each value of tokens, attention and layers to be left out in training");
  }

  explicit Vit(const tlhost::Create& create) : dropout_(create.params.real("dropout")) {
    Variant variant = variant_of(create.params.text("variant"));
    variant.patch = create.params.text("stem") == "small" ? 4 : variant.patch;
    const std::int64_t side = create.model.image_size;
    if (side < variant.patch || side % variant.patch != 0) {
      throw tlhost::ConfigError("image size is " + std::to_string(side) +
                                " pixels; expected a multiple of the patch's " +
                                std::to_string(variant.patch));
    }
    add_embedding(create.model, variant);
    add_blocks(variant);
    add_classifier(variant.channels, create.model.classes);
  }

  std::shared_ptr<nn::Module> module() override { return net_; }

  void* query(const char* interface_id) noexcept override {
    return std::strcmp(interface_id, tlhost::WeightNames::interface_id) == 0
               ? static_cast<tlhost::WeightNames*>(&names_)
               : nullptr;
  }

 private:
  void add_embedding(const tlhost::ModelRequest& request, const Variant& variant) {
    const std::int64_t side = request.image_size, grid = side / variant.patch;
    const at::Tensor token =
        net_->register_parameter("class_token", at::zeros({1, 1, variant.channels}));
    nn::Conv2d patches = net_->register_module(
        "conv_proj",
        nn::Conv2d(nn::Conv2dOptions(request.channels, variant.channels, variant.patch)
                       .stride(variant.patch)));
    net_->register_module("encoder", encoder_);
    const at::Tensor place = encoder_->register_parameter(
        "pos_embedding", at::empty({1, grid * grid + 1, variant.channels}).normal_(0, 0.02));
    nn::Dropout drop = encoder_->register_module("dropout", nn::Dropout(dropout_));
    const double inputs = static_cast<double>(request.channels * variant.patch * variant.patch);
    tlhost::truncated_normal(patches->weight, std::sqrt(1 / inputs));
    nn::init::zeros_(patches->bias);
    stage("embed",
          tlhost::Layout::tokens,
          {"class_token", "conv_proj", "encoder.pos_embedding", "encoder.dropout"},
          [token, patches, place, drop, side](const at::Tensor& x) mutable {
            if (x.size(2) != side || x.size(3) != side) {
              throw tlhost::ConfigError("the network is made for images of " +
                                        std::to_string(side) + " pixels");
            }
            const at::Tensor y = patches(x).flatten(2).permute({0, 2, 1});
            return drop(at::cat({token.expand_as(y.narrow(1, 0, 1)), y}, 1) + place);
          });
  }

  void add_blocks(const Variant& variant) {
    const auto layers = encoder_->register_module("layers", std::make_shared<nn::Module>("layers"));
    for (int i = 0; i < kBlocks; ++i) {
      const std::string name = "encoder_layer_" + std::to_string(i);
      const auto block = layers->register_module(
          name, std::make_shared<Block>(variant.channels, variant.heads, dropout_));
      stage("block" + std::to_string(i + 1),
            tlhost::Layout::tokens,
            {"encoder.layers." + name},
            [block](const at::Tensor& x) { return block->forward(x); });
    }
  }

  void add_classifier(std::int64_t channels, std::int64_t classes) {
    nn::LayerNorm norm = encoder_->register_module("ln", norm_of(channels, kEps));
    stage("pool", tlhost::Layout::vector, {"encoder.ln"}, [norm](const at::Tensor& x) mutable {
      return normed(norm, x.select(1, 0));
    });
    const auto heads = net_->register_module("heads", std::make_shared<nn::Module>("heads"));
    nn::Linear head = heads->register_module("head", nn::Linear(channels, classes));
    // torchvision's begins at 0: then no gradient reaches the backbone in the first step.
    tlhost::truncated_normal(head->weight, 0.02);
    nn::init::zeros_(head->bias);
    stage("head", tlhost::Layout::vector, {"heads.head"}, [head](const at::Tensor& x) mutable {
      return head(x);
    });
  }

  tlhost::vit::FileNames names_;
  std::shared_ptr<nn::Module> net_ = std::make_shared<nn::Module>("vit");
  std::shared_ptr<nn::Module> encoder_ = std::make_shared<nn::Module>("encoder");
  double dropout_ = 0;
};

}  // namespace

TLHOST_PLUGIN("org.tlhost.vit", "0.1.0", "Vision transformers", registrar) {
  registrar.add<tlhost::Model, Vit>(
      "vit",
      "ViT, tiny, small and base, patches of 16 or 32 (Dosovitskiy et al. 2021)",
      Vit::schema());
}
