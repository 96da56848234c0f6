// A linear SVM on frozen features, as in the first studies of transfer to small medical sets: for
// each class against the rest
//     1/2 |(w, b)|^2 + C sum_n loss(1 - y_n (w x_n + b)),  loss(m) = max(0, m) or its square, y_n =
//     +-1
// by LIBLINEAR (Fan et al., JMLR 9, 2008).  The bias is the weight of a constant feature, so it is
// penalised too.
#include "liblinear.hpp"

#include <tlhost/plugin.hpp>
#include <tlhost/strategy.hpp>

#include <ATen/ATen.h>

#include <cstddef>
#include <cstdint>
#include <string>

namespace {

using tlhost::svm_features::Margins;
using tlhost::svm_features::Options;

/// x -> (x - mean) / deviation.
struct Scaling {
  at::Tensor mean, deviation;  // [D], float64
};

/// That of the columns of x; a column that does not vary becomes 0.
Scaling standardising(const at::Tensor& x) {
  const at::Tensor mean = x.mean(0);
  at::Tensor deviation = (x - mean).square().mean(0).sqrt();
  // Of a constant feature, rounding leaves about 1e-16 of its size: that is no deviation to divide
  // by.
  deviation.masked_fill_(deviation <= 1e-12 * mean.abs(), 1);
  return {mean, deviation};
}

class SvmFeatures final : public tlhost::Strategy {
 public:
  static tlhost::Schema schema() {
    return tlhost::Schema{}
        .text("stage", "")
        .doc("the stage whose pooled output are the features; empty: the last before the head")
        .real("c", 1)
        .above(0)
        .doc(
            "weight of each sample's loss against the penalty; larger fits the training samples "
            "closer")
        .choice("loss", "hinge", {"hinge", "squared_hinge"})
        .doc("hinge: solved in the dual; squared_hinge: in the primal")
        .flag("standardise", true)
        .doc("features are brought to mean 0 and deviation 1 over the training samples first")
        .flag("balanced", false)
        .doc("losses of a class count samples / (classes x its samples) times");
  }

  explicit SvmFeatures(const tlhost::Create& create)
      : stage_(create.params.text("stage")), standardise_(create.params.flag("standardise")) {
    options_.c = create.params.real("c");
    options_.squared_hinge = create.params.text("loss") == "squared_hinge";
    options_.balanced = create.params.flag("balanced");
  }

  void fit(tlhost::Task& task) override {
    const std::size_t stage = feature_stage(task.network());
    const at::Tensor x = task.features(tlhost::Part::train, stage).to(at::kDouble);
    if (!at::isfinite(x).all().item<bool>()) {
      throw tlhost::Error("a training feature of stage \"" + task.network().stage(stage).name +
                          "\" is not finite; the source's weights or its normalisation are broken");
    }
    Scaling scaling{at::zeros({x.size(1)}, x.options()), at::ones({x.size(1)}, x.options())};
    if (standardise_) {
      scaling = standardising(x);
    }
    const auto classes = static_cast<std::int64_t>(task.target().classes.size());
    const at::Tensor scaled = (x - scaling.mean) / scaling.deviation;
    const at::Tensor labels = task.labels(tlhost::Part::train);
    const Margins margins = labels.dim() == 2 ? one_a_label(scaled, labels, options_)
                                              : one_versus_rest(scaled, labels, classes, options_);
    if (!margins.converged) {
      task.log(tlhost::Level::warning,
               "LIBLINEAR stopped at its limit of iterations; a smaller c converges sooner");
    }
    const at::Tensor weight = margins.weight / scaling.deviation;
    const at::Tensor bias = margins.bias - weight.mv(scaling.mean);
    task.set_linear(stage, weight.to(at::kFloat), bias.to(at::kFloat), tlhost::Scores::margins);
  }

 private:
  std::size_t feature_stage(const tlhost::Network& network) const {
    if (network.size() < 2) {
      throw tlhost::NotApplicable("the model has no stage before its head to take features from");
    }
    const std::size_t stage = stage_.empty() ? network.size() - 2 : network.find(stage_);
    if (stage + 1 == network.size()) {
      throw tlhost::ConfigError("stage \"" + stage_ + "\" is the head; expected a stage before it");
    }
    return stage;
  }

  std::string stage_;
  bool standardise_ = true;
  Options options_;
};

}  // namespace

TLHOST_PLUGIN("org.tlhost.svm_features", "0.1.0", "Linear SVM on frozen features", registrar) {
  registrar.add<tlhost::Strategy, SvmFeatures>(
      "svm_features",
      "linear SVMs, one class against the rest, on the frozen backbone's features",
      SvmFeatures::schema(),
      TLHOST_C_SEEDLESS);
}
