#include "host/check/toy_model.hpp"

#include <tlhost/staged_model.hpp>

#include <ATen/ATen.h>
#include <torch/nn/module.h>
#include <torch/nn/modules/batchnorm.h>
#include <torch/nn/modules/conv.h>
#include <torch/nn/modules/dropout.h>
#include <torch/nn/modules/linear.h>

namespace nn = torch::nn;

namespace tlhost::engine {
namespace {

constexpr std::int64_t kStem = 8, kBody = 16;

class ToyModel final : public StagedModel {
 public:
  explicit ToyModel(std::int64_t classes) {
    Layer stem = add_layer("stem", 1, kStem);
    stage("stem", Layout::map, {"stem"}, [stem](const at::Tensor& x) mutable {
      return stem.norm(stem.conv(x));
    });
    Layer body = add_layer("body", kStem, kBody);
    stage("body", Layout::map, {"body"}, [body](const at::Tensor& x) mutable {
      return body.norm(body.conv(x.relu())).relu();
    });
    stage("pool", Layout::vector, {}, [](const at::Tensor& x) { return x.mean({2, 3}); });
    nn::Dropout drop = net_->register_module("drop", nn::Dropout(0.1));
    nn::Linear fc = net_->register_module("fc", nn::Linear(kBody, classes));
    stage("head", Layout::vector, {"drop", "fc"}, [drop, fc](const at::Tensor& x) mutable {
      return fc(drop(x));
    });
  }

  std::shared_ptr<nn::Module> module() override { return net_; }

 private:
  struct Layer {
    nn::Conv2d conv{nullptr};
    nn::BatchNorm2d norm{nullptr};
  };

  Layer add_layer(const std::string& name, std::int64_t in, std::int64_t out) {
    const auto block = net_->register_module(name, std::make_shared<nn::Module>(name));
    Layer layer;
    layer.conv = block->register_module(
        "conv", nn::Conv2d(nn::Conv2dOptions(in, out, 3).padding(1).bias(false)));
    layer.norm = block->register_module("norm", nn::BatchNorm2d(out));
    return layer;
  }

  std::shared_ptr<nn::Module> net_ = std::make_shared<nn::Module>("toy");
};

}  // namespace

HostNetwork toy_network(std::int64_t classes, std::uint64_t seed) {
  at::manual_seed(seed);
  auto model = std::make_unique<ToyModel>(classes);
  return HostNetwork(Loaded<Model>({static_cast<Model*>(model.release()),
                                    [](void* object) { delete static_cast<Model*>(object); }}),
                     "the toy model",
                     false);
}

}  // namespace tlhost::engine
