// Small networks for medical images: the CBR family (Raghu, Zhang, Kleinberg, Bengio, Transfusion,
// NeurIPS 2019, arXiv:1902.07208).  Each block is a convolution with stride 1, batch norm, ReLU and
// 3x3 max pooling with stride 2; the mean over the last map goes into one linear layer.
#include "plugins/models/common/conv_norm.hpp"
#include "plugins/models/common/dropout_head.hpp"

#include <tlhost/model.hpp>
#include <tlhost/plugin.hpp>
#include <tlhost/staged_model.hpp>

#include <torch/nn/init.h>
#include <torch/nn/module.h>
#include <torch/nn/modules/linear.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace {

namespace nn = torch::nn;
using namespace tlhost::mobile;

struct Variant {
  std::int64_t kernel = 7;
  std::vector<std::int64_t> channels;
};

Variant variant_of(const std::string& name) {
  if (name == "large_t") {
    return {7, {32, 64, 128, 256, 512}};
  }
  if (name == "large_w") {
    return {7, {64, 128, 256, 512}};
  }
  return {name == "small" ? 7 : 5, {32, 64, 128, 256}};
}

/// Convolutions as He et al. 2015 for ReLU, by fan out.
void initialise(nn::Module& net) {
  for (const auto& module : net.modules()) {
    if (const auto conv = std::dynamic_pointer_cast<nn::Conv2dImpl>(module)) {
      nn::init::kaiming_normal_(conv->weight, 0, torch::kFanOut, torch::kReLU);
    }
  }
}

class SimpleCnn final : public tlhost::StagedModel {
 public:
  static tlhost::Schema schema() {
    return tlhost::Schema{}
        .choice("variant", "small", {"large_t", "large_w", "small", "tiny"})
        .doc("CBR-LargeT, CBR-LargeW, CBR-Small or CBR-Tiny")
        .choice("stem", "imagenet", {"imagenet", "small"})
        .doc(
            "imagenet: pooling behind each block; small: none behind the first, for images below "
            "about 64 pixels")
        .real("dropout", 0)
        .at_least(0)
        .at_most(0.9)
        .unit("probability")
        .doc("of each input of the head to be left out in training");
  }

  explicit SimpleCnn(const tlhost::Create& create) {
    const Variant variant = variant_of(create.params.text("variant"));
    const bool small = create.params.text("stem") == "small";
    std::int64_t in = create.model.channels;
    for (std::size_t i = 0; i < variant.channels.size(); ++i) {
      add_block(i, ConvShape{in, variant.channels[i], variant.kernel}, i > 0 || !small);
      in = variant.channels[i];
    }
    stage("pool", tlhost::Layout::vector, {}, [](const at::Tensor& x) { return x.mean({2, 3}); });
    add_head(in, create.model.classes, create.params.real("dropout"));
    initialise(*net_);
  }

  std::shared_ptr<nn::Module> module() override { return net_; }

 private:
  void add_block(std::size_t i, const ConvShape& shape, bool pools) {
    const std::string slot = std::to_string(i);
    const auto block = features_->register_module(
        slot, std::make_shared<ConvNorm>(shape, NormShape{}, &at::relu_));
    stage("block" + std::to_string(i + 1),
          tlhost::Layout::map,
          {"features." + slot},
          [block, pools](const at::Tensor& x) {
            const at::Tensor y = block->forward(x);
            return pools ? at::max_pool2d(y, 3, 2, 1) : y;
          });
  }

  void add_head(std::int64_t in, std::int64_t classes, double dropout) {
    const auto head =
        net_->register_module("classifier", std::make_shared<DropoutHead>(in, classes, dropout));
    stage("head", tlhost::Layout::vector, {"classifier"}, [head](const at::Tensor& x) {
      return head->forward(x);
    });
  }

  std::shared_ptr<nn::Module> net_ = std::make_shared<nn::Module>("simple_cnn");
  std::shared_ptr<nn::Module> features_ =
      net_->register_module("features", std::make_shared<nn::Module>("features"));
};

}  // namespace

TLHOST_PLUGIN("org.tlhost.simple_cnn", "0.1.0", "Small networks for medical images", registrar) {
  registrar.add<tlhost::Model, SimpleCnn>(
      "simple_cnn",
      "CBR-LargeT, -LargeW, -Small and -Tiny (Raghu et al. 2019)",
      SimpleCnn::schema());
}
