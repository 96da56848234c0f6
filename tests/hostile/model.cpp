// A model that misbehaves as its parameter says.
#include "tests/hostile/deeds.hpp"

#include <tlhost/model.hpp>
#include <tlhost/plugin.hpp>
#include <tlhost/staged_model.hpp>

#include <ATen/ATen.h>
#include <torch/nn/module.h>
#include <torch/nn/modules/conv.h>
#include <torch/nn/modules/linear.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace {

namespace nn = torch::nn;

/// Stem, pool, head; small enough to be trained in a blink.
class Hostile final : public tlhost::StagedModel {
 public:
  static tlhost::Schema schema() {
    return tlhost::Schema{}.text("deed", "none").doc("what it does, with where: forward.throw");
  }

  explicit Hostile(const tlhost::Create& create) : deed_(create.params.text("deed")) {
    act("constructor.");
    const std::int64_t width = 4;
    nn::Conv2d stem = net_->register_module(
        "stem", nn::Conv2d(nn::Conv2dOptions(create.model.channels, width, 3)));
    nn::Linear head = net_->register_module(
        "fc", nn::Linear(width, create.model.classes + (deed_ == "head_width" ? 1 : 0)));
    if (deed_ == "stage_forgotten") {
      net_->register_module("extra", nn::Linear(2, 2));
    }
    stage("stem", tlhost::Layout::map, {"stem"}, [this, stem](const at::Tensor& x) mutable {
      act("forward.");
      return altered(stem(x));
    });
    const auto pool = [](const at::Tensor& x) { return x.dim() == 4 ? x.mean({2, 3}) : x; };
    stage("pool",
          tlhost::Layout::vector,
          deed_ == "stage_twice" ? std::vector<std::string>{"stem.weight"}
                                 : std::vector<std::string>{},
          pool);
    const std::string last = deed_ == "no_head" ? "tail" : "head";
    stage(last, tlhost::Layout::vector, {"fc"}, [this, head](const at::Tensor& x) mutable {
      const at::Tensor y = head(x);
      return deed_ == "nan" ? y * std::nan("") : y;
    });
  }

  ~Hostile() override { act("destructor."); }

  std::shared_ptr<nn::Module> module() override { return deed_ == "no_module" ? nullptr : net_; }

 private:
  void act(const std::string& where) const {
    if (deed_.rfind(where, 0) == 0) {
      tlhost::hostile::end(deed_.substr(where.size()));
    }
  }

  at::Tensor altered(const at::Tensor& y) const {
    if (deed_ == "no_tensor") {
      return {};
    }
    if (deed_ == "fewer_samples") {
      return y.narrow(0, 0, 1);
    }
    return deed_ == "flat_map" ? y.mean({2, 3}) : y;
  }

  std::string deed_;
  std::shared_ptr<nn::Module> net_ = std::make_shared<nn::Module>("hostile");
};

}  // namespace

TLHOST_PLUGIN("org.hostile.model", "1.0.0", "A model that misbehaves", registrar) {
  registrar.add<tlhost::Model, Hostile>("hostile", "three stages and a misdeed", Hostile::schema());
}
