// A model that uses all that an SDK offers to models: stages of several layouts, one without
// parameters, one with buffers.  Built against today's headers and against frozen ones.
#include <tlhost/plugin.hpp>
#include <tlhost/staged_model.hpp>

#include <ATen/core/Tensor.h>
#include <torch/nn/module.h>
#include <torch/nn/modules/batchnorm.h>
#include <torch/nn/modules/conv.h>
#include <torch/nn/modules/linear.h>

#include <cstdint>
#include <memory>

namespace {

namespace nn = torch::nn;

class Net final : public tlhost::StagedModel {
 public:
  static tlhost::Schema schema() {
    return tlhost::Schema{}.integer("width", 8).at_least(1).at_most(64).doc("channels");
  }

  explicit Net(const tlhost::Create& create) {
    const std::int64_t width = create.params.integer("width");
    nn::Conv2d conv = net_->register_module(
        "conv",
        nn::Conv2d(nn::Conv2dOptions(create.model.channels, width, 3).padding(1).bias(false)));
    nn::BatchNorm2d norm = net_->register_module("norm", nn::BatchNorm2d(width));
    stage("stem", tlhost::Layout::map, {"conv", "norm"}, [conv, norm](const at::Tensor& x) mutable {
      return norm(conv(x)).relu_();
    });
    stage("pool", tlhost::Layout::vector, {}, [](const at::Tensor& x) { return x.mean({2, 3}); });
    nn::Linear fc = net_->register_module("fc", nn::Linear(width, create.model.classes));
    stage("head", tlhost::Layout::vector, {"fc"}, [fc](const at::Tensor& x) mutable {
      return fc(x);
    });
  }

  std::shared_ptr<nn::Module> module() override { return net_; }

 private:
  std::shared_ptr<nn::Module> net_ = std::make_shared<nn::Module>("net");
};

}  // namespace

TLHOST_PLUGIN("org.example.sample_net", "1.0.0", "A tiny convolutional network", registrar) {
  registrar.add<tlhost::Model, Net>("sample_net", "one convolution and a head", Net::schema());
}
