// Networks for phones, as torchvision builds them: MobileNetV2 (Sandler et al., CVPR 2018,
// arXiv:1801.04381) and MobileNetV3, large and small (Howard et al., ICCV 2019, arXiv:1905.02244).
// Both are rows of inverted residuals: widen by 1x1, filter each channel, narrow by 1x1 without an
// activation; V3 adds squeeze and excitation, hard activations, and one more layer in front of the
// classifier.  A stage is what stands between two halvings of the side.
#include "plugins/models/common/conv_norm.hpp"

#include <tlhost/model.hpp>
#include <tlhost/plugin.hpp>
#include <tlhost/staged_model.hpp>

#include <torch/nn/init.h>
#include <torch/nn/modules/dropout.h>
#include <torch/nn/modules/linear.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace {

namespace nn = torch::nn;
using namespace tlhost::mobile;

/// One inverted residual.
struct BlockShape {
  std::int64_t kernel = 3, wide = 0, out = 0;
  bool excite = false, hard = false;
  std::int64_t stride = 1;
};

struct Network {
  std::vector<BlockShape> rows;
  std::int64_t first = 0, last = 0;  ///< channels of the first and the last convolution
  std::int64_t hidden = 0;           ///< of the layer in front of the classifier; 0: none
  Activation edge = nullptr;         ///< of the first and the last convolution
  NormShape norm;
};

Network version_2() {
  Network network;
  std::int64_t in = 32;
  const std::int64_t table[7][4] = {{1, 16, 1, 1},
                                    {6, 24, 2, 2},
                                    {6, 32, 3, 2},
                                    {6, 64, 4, 2},
                                    {6, 96, 3, 1},
                                    {6, 160, 3, 2},
                                    {6, 320, 1, 1}};  // widening, channels, repeats, stride
  for (const auto& entry : table) {
    for (std::int64_t i = 0; i < entry[2]; ++i) {
      network.rows.push_back({3, in * entry[0], entry[1], false, false, i == 0 ? entry[3] : 1});
      in = entry[1];
    }
  }
  network.first = 32;
  network.last = 1280;
  network.edge = &at::relu6_;
  return network;
}

Network version_3(bool small) {
  Network network;
  if (small) {
    network.rows = {{3, 16, 16, true, false, 2},
                    {3, 72, 24, false, false, 2},
                    {3, 88, 24, false, false, 1},
                    {5, 96, 40, true, true, 2},
                    {5, 240, 40, true, true, 1},
                    {5, 240, 40, true, true, 1},
                    {5, 120, 48, true, true, 1},
                    {5, 144, 48, true, true, 1},
                    {5, 288, 96, true, true, 2},
                    {5, 576, 96, true, true, 1},
                    {5, 576, 96, true, true, 1}};
  } else {
    network.rows = {{3, 16, 16, false, false, 1},
                    {3, 64, 24, false, false, 2},
                    {3, 72, 24, false, false, 1},
                    {5, 72, 40, true, false, 2},
                    {5, 120, 40, true, false, 1},
                    {5, 120, 40, true, false, 1},
                    {3, 240, 80, false, true, 2},
                    {3, 200, 80, false, true, 1},
                    {3, 184, 80, false, true, 1},
                    {3, 184, 80, false, true, 1},
                    {3, 480, 112, true, true, 1},
                    {3, 672, 112, true, true, 1},
                    {5, 672, 160, true, true, 2},
                    {5, 960, 160, true, true, 1},
                    {5, 960, 160, true, true, 1}};
  }
  network.first = 16;
  network.last = 6 * network.rows.back().out;
  network.hidden = small ? 1024 : 1280;
  network.edge = &at::hardswish_;
  network.norm = {1e-3, 0.01};
  return network;
}

/// [N,in,H,W] -> [N,out,H/stride,W/stride]; V2's parts lie in "conv", V3's in "block", and V2's
/// last convolution and norm in no module of their own.
struct InvertedResidual final : nn::Module {
  InvertedResidual(std::int64_t in,
                   const BlockShape& row,
                   const NormShape& norm,
                   bool second_version)
      : keeps(row.stride == 1 && in == row.out) {
    const Activation activation = second_version ? &at::relu6_
                                  : row.hard     ? Activation{&at::hardswish_}
                                                 : Activation{&at::relu_};
    const auto parts = std::make_shared<nn::Module>("parts");
    const std::string name = second_version ? "conv" : "block";
    register_module(name, parts);
    std::size_t slot = 0;
    if (row.wide != in) {
      widen = parts->register_module(
          std::to_string(slot++),
          std::make_shared<ConvNorm>(ConvShape{in, row.wide, 1}, norm, activation));
    }
    filter = parts->register_module(
        std::to_string(slot++),
        std::make_shared<ConvNorm>(
            ConvShape{row.wide, row.wide, row.kernel, row.stride, row.wide}, norm, activation));
    if (row.excite) {
      const std::int64_t squeezed = round_channels(static_cast<double>(row.wide / 4));
      excite = parts->register_module(
          std::to_string(slot++),
          std::make_shared<SqueezeExcite>(row.wide, squeezed, &at::relu_, &at::hardsigmoid_));
    }
    const auto narrow_parts =
        std::make_shared<ConvNorm>(ConvShape{row.wide, row.out, 1}, norm, nullptr);
    if (second_version) {
      parts->register_module(std::to_string(slot++), narrow_parts->conv);
      parts->register_module(std::to_string(slot), narrow_parts->norm);
    } else {
      parts->register_module(std::to_string(slot), narrow_parts);
    }
    narrow = narrow_parts;
  }

  at::Tensor forward(const at::Tensor& x) {
    at::Tensor y = filter->forward(widen ? widen->forward(x) : x);
    y = narrow->forward(excite ? excite->forward(y) : y);
    return keeps ? y.add_(x) : y;
  }

  bool keeps = false;
  std::shared_ptr<ConvNorm> widen, filter, narrow;
  std::shared_ptr<SqueezeExcite> excite;
};

void initialise(nn::Module& net) {
  for (const auto& module : net.modules()) {
    if (const auto conv = std::dynamic_pointer_cast<nn::Conv2dImpl>(module)) {
      nn::init::kaiming_normal_(conv->weight, 0, torch::kFanOut);
      if (conv->bias.defined()) {
        nn::init::zeros_(conv->bias);
      }
    } else if (const auto linear = std::dynamic_pointer_cast<nn::LinearImpl>(module)) {
      nn::init::normal_(linear->weight, 0, 0.01);
      nn::init::zeros_(linear->bias);
    }
  }
}

class MobileNet final : public tlhost::StagedModel {
 public:
  static tlhost::Schema schema() {
    return tlhost::Schema{}
        .choice("version", "v2", {"v2", "v3_large", "v3_small"})
        .doc("MobileNetV2, or MobileNetV3 of one of two sizes")
        .choice("stem", "imagenet", {"imagenet", "small"})
        .doc(
            "imagenet: the first convolution halves the side; small: it does not, for images below "
            "about 64 pixels")
        .real("dropout", 0.2)
        .at_least(0)
        .at_most(0.9)
        .unit("probability")
        .doc("of each input of the classifier to be left out in training");
  }

  explicit MobileNet(const tlhost::Create& create) {
    const std::string version = create.params.text("version");
    const Network network = version == "v2" ? version_2() : version_3(version == "v3_small");
    const std::int64_t stride = create.params.text("stem") == "small" ? 1 : 2;
    auto stem = features_->register_module(
        "0",
        std::make_shared<ConvNorm>(ConvShape{create.model.channels, network.first, 3, stride},
                                   network.norm,
                                   network.edge));
    stage("stem", tlhost::Layout::map, {"features.0"}, [stem](const at::Tensor& x) {
      return stem->forward(x);
    });
    add_rows(network, version == "v2");
    stage("pool", tlhost::Layout::vector, {}, [](const at::Tensor& x) { return x.mean({2, 3}); });
    add_classifier(network, create.model.classes, create.params.real("dropout"));
    initialise(*net_);
  }

  std::shared_ptr<nn::Module> module() override { return net_; }

 private:
  void add_rows(const Network& network, bool second_version) {
    std::int64_t in = network.first;
    std::vector<std::string> paths;
    std::vector<std::shared_ptr<InvertedResidual>> blocks;
    const auto end_stage = [&] {
      stage(
          "block" + std::to_string(++stages_), tlhost::Layout::map, paths, [blocks](at::Tensor x) {
            for (const auto& block : blocks) {
              x = block->forward(x);
            }
            return x;
          });
      paths.clear();
      blocks.clear();
    };
    for (std::size_t i = 0; i < network.rows.size(); ++i) {
      const BlockShape& row = network.rows[i];
      if (row.stride == 2 && !blocks.empty()) {
        end_stage();
      }
      const std::string slot = std::to_string(i + 1);
      blocks.push_back(features_->register_module(
          slot, std::make_shared<InvertedResidual>(in, row, network.norm, second_version)));
      paths.push_back("features." + slot);
      in = row.out;
    }
    end_stage();
    const std::string slot = std::to_string(network.rows.size() + 1);
    auto last = features_->register_module(
        slot,
        std::make_shared<ConvNorm>(ConvShape{in, network.last, 1}, network.norm, network.edge));
    stage("last", tlhost::Layout::map, {"features." + slot}, [last](const at::Tensor& x) {
      return last->forward(x);
    });
  }

  void add_classifier(const Network& network, std::int64_t classes, double dropout) {
    const auto classifier =
        net_->register_module("classifier", std::make_shared<nn::Module>("classifier"));
    std::size_t slot = 0;
    std::int64_t in = network.last;
    if (network.hidden > 0) {
      nn::Linear hidden = classifier->register_module("0", nn::Linear(in, network.hidden));
      stage("fc", tlhost::Layout::vector, {"classifier.0"}, [hidden](const at::Tensor& x) mutable {
        at::Tensor y = hidden(x);
        return at::hardswish_(y);
      });
      in = network.hidden;
      slot = 2;  // behind its activation
    }
    const std::string drop_slot = std::to_string(slot), head_slot = std::to_string(slot + 1);
    nn::Dropout drop = classifier->register_module(drop_slot, nn::Dropout(dropout));
    nn::Linear head = classifier->register_module(head_slot, nn::Linear(in, classes));
    stage("head",
          tlhost::Layout::vector,
          {"classifier." + drop_slot, "classifier." + head_slot},
          [drop, head](const at::Tensor& x) mutable { return head(drop(x)); });
  }

  std::shared_ptr<nn::Module> net_ = std::make_shared<nn::Module>("mobilenet");
  std::shared_ptr<nn::Module> features_ =
      net_->register_module("features", std::make_shared<nn::Module>("features"));
  std::size_t stages_ = 0;
};

}  // namespace

TLHOST_PLUGIN("org.tlhost.mobilenet", "0.1.0", "Networks for phones", registrar) {
  registrar.add<tlhost::Model, MobileNet>(
      "mobilenet",
      "MobileNetV2 (Sandler et al. 2018) and V3, large and small (Howard et al. 2019)",
      MobileNet::schema());
}
