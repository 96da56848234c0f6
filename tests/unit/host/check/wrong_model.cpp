#include "tests/unit/host/check/wrong_model.hpp"

#include <tlhost/factory.hpp>
#include <tlhost/staged_model.hpp>

#include <ATen/ATen.h>
#include <torch/nn/init.h>
#include <torch/nn/module.h>
#include <torch/nn/modules/batchnorm.h>
#include <torch/nn/modules/conv.h>
#include <torch/nn/modules/dropout.h>
#include <torch/nn/modules/linear.h>
#include <unistd.h>

#include <clocale>
#include <random>
#include <stdexcept>

namespace nn = torch::nn;

namespace tlhost::test {
namespace {

nn::Conv2d conv(std::int64_t in, std::int64_t out) {
  return nn::Conv2d(nn::Conv2dOptions(in, out, 3).padding(1).bias(false));
}

nn::Conv2d shared_layer() {
  static nn::Conv2d layer = conv(4, 6);
  nn::init::kaiming_normal_(layer->weight);
  return layer;
}

/// "stem" (convolution, norm), "body" (ReLU, convolution, norm, ReLU), "pool", "head" (dropout,
/// linear), with one thing wrong.
class WrongModel final : public StagedModel {
 public:
  explicit WrongModel(const Create& create)
      : flaw_(static_cast<ModelFlaw>(create.params.integer("flaw"))) {
    refuse(create.model);
    conv1_ = net_->register_module("conv1", conv(create.model.channels, 4));
    norm1_ = net_->register_module("norm1", nn::BatchNorm2d(4));
    conv2_ =
        net_->register_module("conv2", is(ModelFlaw::shares_a_layer) ? shared_layer() : conv(4, 6));
    norm2_ = net_->register_module("norm2", nn::BatchNorm2d(6));
    drop_ = net_->register_module("drop", nn::Dropout(0.2));
    fc_ = net_->register_module(
        "fc",
        nn::Linear(
            nn::LinearOptions(6, create.model.classes).bias(!is(ModelFlaw::head_without_bias))));
    add_stages();
    add_flaw();
  }

  std::shared_ptr<nn::Module> module() override {
    if (!is(ModelFlaw::new_module_each_time)) {
      return net_;
    }
    const auto copy = std::make_shared<nn::Module>("another");
    for (const auto& child : net_->named_children()) {
      copy->register_module(child.key(), child.value());
    }
    return copy;
  }

  void* query(const char*) noexcept override {
    return is(ModelFlaw::answers_any_query) ? this : nullptr;
  }

 private:
  bool is(ModelFlaw flaw) const { return flaw_ == flaw; }

  void refuse(const ModelRequest& request) const {
    if (is(ModelFlaw::refuses_grey) && request.channels == 1) {
      throw ConfigError("channels is 1; expected 3");
    }
    if (is(ModelFlaw::throws_for_grey) && request.channels == 1) {
      throw std::runtime_error("no grey");
    }
  }

  void add_stages() {
    std::vector<std::string> stem{"conv1", "norm1"}, body{"conv2", "norm2"}, head{"drop", "fc"};
    if (is(ModelFlaw::odd_parameter_name) || is(ModelFlaw::double_parameter)) {
      const auto type = is(ModelFlaw::double_parameter) ? at::kDouble : at::kFloat;
      const char* name = is(ModelFlaw::double_parameter) ? "scale" : "odd name";
      extra_ = net_->register_parameter(name, at::ones({1}, type));
      body.emplace_back(name);
    } else if (is(ModelFlaw::unused_parameter)) {
      net_->register_parameter("unused", at::ones({3}));
      body.emplace_back("unused");
    } else if (is(ModelFlaw::counts_in_eval_mode) || is(ModelFlaw::replaces_a_buffer)) {
      extra_ = net_->register_buffer("extra", at::zeros({1}));
      body.emplace_back("extra");
    } else if (is(ModelFlaw::layer_under_two_names)) {
      net_->register_module("again", conv1_);
      stem.emplace_back("again");
    } else if (is(ModelFlaw::path_of_nothing)) {
      body.emplace_back("boddy");
    } else if (is(ModelFlaw::dropout_in_no_stage)) {
      head = {"fc"};
    }
    std::vector<std::string> pool;
    if (is(ModelFlaw::weight_without_effect)) {
      extra_ = net_->register_parameter("scale", at::ones({1}));
      pool.emplace_back("scale");
    }
    stage("stem", Layout::map, stem, [this](const at::Tensor& x) { return run_stem(x); });
    stage(is(ModelFlaw::stages_share_a_name) ? "stem" : "body",
          is(ModelFlaw::wrong_layout) ? Layout::tokens : Layout::map,
          body,
          [this](const at::Tensor& x) { return run_body(x); });
    stage("pool", Layout::vector, pool, [this](const at::Tensor& x) {
      const at::Tensor y = x.mean({2, 3});
      return is(ModelFlaw::weight_without_effect) ? y + extra_ * 0 : y;
    });
    stage(is(ModelFlaw::head_has_another_name) ? "classifier" : "head",
          Layout::vector,
          head,
          [this](const at::Tensor& x) {
            const at::Tensor y = fc_(drop_(x));
            return is(ModelFlaw::relu_behind_the_head) ? y.relu() : y;
          });
  }

  void add_flaw() {
    const at::NoGradGuard no_grad;
    if (is(ModelFlaw::own_generator)) {
      std::mt19937 generator(1);
      for (auto& item : net_->named_parameters()) {
        item.value().fill_(static_cast<double>(generator() % 100) / 100);
      }
    } else if (is(ModelFlaw::hidden_weight)) {
      extra_ = at::randn({1, 6, 1, 1});
    } else if (is(ModelFlaw::sets_the_locale)) {
      std::setlocale(LC_ALL, "C.UTF-8");
    }
  }

  at::Tensor run_stem(const at::Tensor& x) {
    if (is(ModelFlaw::runs_on_no_image)) {
      throw Error("there is no image that it likes");
    }
    if (is(ModelFlaw::first_thread_only) && ::gettid() != ::getpid()) {
      throw Error("this is another thread");
    }
    if (is(ModelFlaw::draws_in_eval_mode)) {
      at::rand({1});
    }
    if (is(ModelFlaw::writes_a_parameter) && norm1_->is_training()) {
      const at::NoGradGuard no_grad;
      norm1_->bias.add_(0.001);
    }
    if (is(ModelFlaw::divides_by_deviation)) {
      return norm1_(conv1_(x / x.std({1, 2, 3}, true, true)));
    }
    const at::Tensor y = norm1_(conv1_(x));
    return is(ModelFlaw::subtracts_the_batch_mean) ? y - y.mean(0, true) : y;
  }

  at::Tensor run_body(const at::Tensor& x) {
    if (is(ModelFlaw::demands_float32) && x.scalar_type() != at::kFloat) {
      throw Error("expected float32");
    }
    at::Tensor y = x;
    if (is(ModelFlaw::reads_raw_memory)) {
      const std::int64_t area = x.size(2) * x.size(3);
      y = x.as_strided(x.sizes(), {x.size(1) * area, area, x.size(3), 1});
    }
    y = is(ModelFlaw::writes_its_input) ? y.relu_() : y.relu();
    y = norm2_(conv2_(y)).relu();
    return flawed(y);
  }

  /// The body's output, changed as the flaw says.
  at::Tensor flawed(const at::Tensor& y) {
    const bool training = norm2_->is_training();
    switch (flaw_) {
      case ModelFlaw::odd_parameter_name:
      case ModelFlaw::double_parameter:
        return y * extra_.to(y.scalar_type());
      case ModelFlaw::hidden_weight:
        return y + extra_;
      case ModelFlaw::counts_calls:
        return y + 0.001 * static_cast<double>(++calls_);
      case ModelFlaw::looks_at_another_stage:
        return y + conv1_->weight.sum();
      case ModelFlaw::looks_at_anothers_mode:
        return norm1_->is_training() ? y * 1.01 : y;
      case ModelFlaw::counts_in_eval_mode: {
        const at::NoGradGuard no_grad;
        extra_.add_(1);
        return y;
      }
      case ModelFlaw::replaces_a_buffer:
        if (training) {
          extra_ = extra_ * 0.9 + 0.1 * y.detach().mean();
        }
        return training ? y : y - extra_;
      case ModelFlaw::own_dropout:
        return training ? y * (1 + static_cast<double>(generator_() % 1000) / 1000) : y;
      default:
        return y;
    }
  }

  ModelFlaw flaw_;
  std::shared_ptr<nn::Module> net_ = std::make_shared<nn::Module>("wrong");
  nn::Conv2d conv1_{nullptr}, conv2_{nullptr};
  nn::BatchNorm2d norm1_{nullptr}, norm2_{nullptr};
  nn::Dropout drop_{nullptr};
  nn::Linear fc_{nullptr};
  at::Tensor extra_;
  std::int64_t calls_ = 0;
  std::mt19937 generator_{1};
};

}  // namespace

int create_wrong_model(const tlhost_create_args* args, void** out, tlhost_error* error) {
  return tlhost::detail::Factory<Model, WrongModel>::create(args, out, error);
}

void destroy_wrong_model(void* object) {
  tlhost::detail::Factory<Model, WrongModel>::destroy(object);
}

}  // namespace tlhost::test
