#include "tests/unit/host/execute/fake_models.hpp"

#include "host/data/random.hpp"

#include <tlhost/staged_model.hpp>

#include <ATen/ATen.h>
#include <torch/nn/module.h>
#include <torch/nn/modules/batchnorm.h>
#include <torch/nn/modules/conv.h>
#include <torch/nn/modules/dropout.h>
#include <torch/nn/modules/linear.h>

#include <cmath>
#include <cstring>
#include <utility>

namespace nn = torch::nn;

namespace tlhost::test {
namespace {

nn::Conv2d conv(std::int64_t in, std::int64_t out) {
  return nn::Conv2d(nn::Conv2dOptions(in, out, 3).padding(1).bias(false));
}

class TinyModel final : public StagedModel {
 public:
  explicit TinyModel(const TinyOptions& options) {
    add_block("stem", options.channels, 4);
    add_block("body", 4, 6);
    stage("pool", Layout::vector, {}, [](const at::Tensor& x) { return x.mean({2, 3}); });
    nn::Dropout drop = net_->register_module("drop", nn::Dropout(options.dropout));
    nn::Linear fc = net_->register_module("fc", nn::Linear(6, options.classes));
    stage("head", Layout::vector, {"drop", "fc"}, [drop, fc](const at::Tensor& x) mutable {
      return fc(drop(x));
    });
    const at::NoGradGuard no_grad;
    for (auto& item : net_->named_parameters()) {
      at::Tensor value = item.value();
      if (value.dim() > 1) {
        const double inputs = static_cast<double>(value.numel() / value.size(0));
        value.copy_(drawn(value.sizes().vec(), item.key(), options.seed) / std::sqrt(inputs));
      } else if (item.key() == "fc.bias") {
        value.zero_();
      }
    }
  }

  std::shared_ptr<nn::Module> module() override { return net_; }

 private:
  void add_block(const std::string& name, std::int64_t in, std::int64_t out) {
    const auto block = net_->register_module(name, std::make_shared<nn::Module>(name));
    nn::Conv2d c = block->register_module("conv", conv(in, out));
    nn::BatchNorm2d n = block->register_module("norm", nn::BatchNorm2d(out));
    stage(
        name, Layout::map, {name}, [c, n](const at::Tensor& x) mutable { return n(c(x)).relu(); });
  }

  std::shared_ptr<nn::Module> net_ = std::make_shared<nn::Module>("tiny");
};

class FakeModel final : public StagedModel {
 public:
  explicit FakeModel(const FakeParts& parts) {
    for (const FakeTensor& tensor : parts.tensors) {
      const auto [owner, name] = place_of(tensor.path);
      const at::Tensor value = drawn(tensor.shape, tensor.path);
      if (tensor.buffer) {
        owner->register_buffer(name, value);
      } else {
        owner->register_parameter(name, value);
      }
    }
    for (const std::string& path : parts.dropouts) {
      const auto [owner, name] = place_of(path);
      owner->register_module(name, nn::Dropout(0.5));
    }
    for (const FakeStage& made : parts.stages) {
      stage(
          made.name, made.layout, made.paths, made.run ? made.run : [](const at::Tensor& x) {
            return x;
          });
    }
  }

  std::shared_ptr<nn::Module> module() override { return net_; }

 private:
  /// The module that a dotted path's last name lies in, made where it is missing.
  std::pair<nn::Module*, std::string> place_of(const std::string& path) {
    nn::Module* owner = net_.get();
    std::string rest = path;
    for (std::size_t dot = rest.find('.'); dot != std::string::npos; dot = rest.find('.')) {
      const std::string name = rest.substr(0, dot);
      const auto children = owner->named_children();
      const auto* known = children.find(name);
      owner = known != nullptr
                  ? known->get()
                  : owner->register_module(name, std::make_shared<nn::Module>(name)).get();
      rest = rest.substr(dot + 1);
    }
    return {owner, rest};
  }

  std::shared_ptr<nn::Module> net_ = std::make_shared<nn::Module>("fake");
};

}  // namespace

engine::Loaded<Model> loaded(std::unique_ptr<Model> model) {
  return engine::Loaded<Model>(std::unique_ptr<void, std::function<void(void*)>>(
      model.release(), [](void* object) { delete static_cast<Model*>(object); }));
}

engine::HostNetwork tiny_network(const TinyOptions& options) {
  return engine::HostNetwork(loaded(std::make_unique<TinyModel>(options)), "test models/tiny");
}

engine::HostNetwork fake_network(const FakeParts& parts, std::int64_t classes) {
  return engine::HostNetwork(
      loaded(std::make_unique<FakeModel>(parts)), "test models/fake", true, classes);
}

at::Tensor drawn(const std::vector<std::int64_t>& shape,
                 const std::string& name,
                 std::uint64_t seed) {
  engine::Stream stream(seed, "test", {}, name);
  at::Tensor values = at::empty(shape, at::kFloat);
  for (std::int64_t i = 0; i < values.numel(); ++i) {
    values.data_ptr<float>()[i] = static_cast<float>(2 * stream.uniform() - 1);
  }
  return values;
}

NamedTensors copy_of(engine::HostNetwork& network) {
  NamedTensors copy;
  for (const auto& [name, tensor] : network.state()) {
    copy.emplace_back(name, tensor.detach().clone());
  }
  return copy;
}

bool same_bytes(const NamedTensors& a, const NamedTensors& b) {
  bool same = a.size() == b.size();
  for (std::size_t i = 0; same && i < a.size(); ++i) {
    const at::Tensor x = a[i].second.detach().contiguous(), y = b[i].second.detach().contiguous();
    same = a[i].first == b[i].first && x.scalar_type() == y.scalar_type() &&
           x.sizes() == y.sizes() && std::memcmp(x.data_ptr(), y.data_ptr(), x.nbytes()) == 0;
  }
  return same;
}

NamedTensors of_stage(const engine::HostNetwork& network,
                      const NamedTensors& copy,
                      std::size_t stage) {
  NamedTensors part;
  for (std::size_t i = 0; i < copy.size(); ++i) {
    if (network.tensors().at(i).stage == stage) {
      part.push_back(copy[i]);
    }
  }
  return part;
}

}  // namespace tlhost::test
