// Three blocks of convolution, batch norm, ReLU and pooling, then a linear head: a small network
// for small images.  A model says what its stages are; freezing, learning rates a stage, caching
// and saving are the host's.
#include <tlhost/model.hpp>
#include <tlhost/plugin.hpp>
#include <tlhost/staged_model.hpp>

#include <ATen/ops/max_pool2d.h>
#include <torch/nn/module.h>
#include <torch/nn/modules/batchnorm.h>
#include <torch/nn/modules/conv.h>
#include <torch/nn/modules/linear.h>

#include <cstdint>
#include <memory>
#include <string>

namespace {

namespace nn = torch::nn;

class PluginName final : public tlhost::StagedModel {
 public:
  /// What an experiment file may say about this model.
  static tlhost::Schema schema() {
    return tlhost::Schema{}
        .integer("width", 16)
        .at_least(4)
        .at_most(256)
        .unit("channels")
        .doc("of the first block; each further one has twice as many");
  }

  /// create.model says how many channels an image has and how many classes there are.
  explicit PluginName(const tlhost::Create& create) {
    const std::int64_t width = create.params.integer("width");
    add_block("1", create.model.channels, width);
    add_block("2", width, 2 * width);
    add_block("3", 2 * width, 4 * width);
    stage("pool", tlhost::Layout::vector, {}, [](const at::Tensor& x) { return x.mean({2, 3}); });
    nn::Linear fc = net_->register_module("fc", nn::Linear(4 * width, create.model.classes));
    stage("head", tlhost::Layout::vector, {"fc"}, [fc](const at::Tensor& x) mutable {
      return fc(x);
    });
  }

  std::shared_ptr<nn::Module> module() override { return net_; }

 private:
  /// A stage: its name, what it returns, the modules in it, and how it computes.
  void add_block(const std::string& number, std::int64_t in, std::int64_t out) {
    const auto options = nn::Conv2dOptions(in, out, 3).padding(1).bias(false);
    nn::Conv2d conv = net_->register_module("conv" + number, nn::Conv2d(options));
    nn::BatchNorm2d norm = net_->register_module("bn" + number, nn::BatchNorm2d(out));
    const auto run = [conv, norm](const at::Tensor& x) mutable {
      return at::max_pool2d(norm(conv(x)).relu_(), 2);
    };
    stage("block" + number, tlhost::Layout::map, {"conv" + number, "bn" + number}, run);
  }

  std::shared_ptr<nn::Module> net_ = std::make_shared<nn::Module>("plugin_name");
};

}  // namespace

TLHOST_PLUGIN("org.example.plugin_name", "0.1.0", "The model plugin_name", registrar) {
  registrar.add<tlhost::Model, PluginName>(
      "plugin_name", "three convolutions with batch norm, for small images", PluginName::schema());
}
