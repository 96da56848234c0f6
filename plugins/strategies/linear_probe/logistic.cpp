#include "logistic.hpp"

#include <tlhost/error.hpp>

#include <ATen/ATen.h>

#include <algorithm>

namespace tlhost {
namespace linear_probe {

Logistic::Logistic(const at::Tensor& features, const at::Tensor& labels, std::int64_t classes) {
  if (!at::isfinite(features).all().item<bool>()) {
    throw Error(
        "a training feature is not finite; the source's weights or its normalisation are broken");
  }
  const at::Tensor x = features.to(at::kDouble);
  mean_ = x.mean(0);
  const at::Tensor centred = x - mean_;
  deviation_ = centred.square().mean(0).sqrt();
  // Of a constant feature, rounding leaves about 1e-16 of its size: that is no deviation to divide
  // by.
  deviation_.masked_fill_(deviation_ <= 1e-12 * mean_.abs(), 1);
  x_ = at::cat({centred / deviation_, at::ones({x.size(0), 1}, x.options())}, 1);
  if (labels.dim() == 2) {
    const at::Tensor known = labels.isnan().logical_not().to(at::kDouble);
    known_ = known / known.sum(0).clamp_min(1);
    y_ = labels.to(at::kDouble).nan_to_num(0);
  } else {
    y_ = at::one_hot(labels, classes).to(at::kDouble);
  }
  w_ = at::zeros({classes, x_.size(1)}, x_.options());
}

double Logistic::softmax_loss(const at::Tensor& w, at::Tensor& gradient) const {
  const double n = static_cast<double>(x_.size(0));
  const at::Tensor log_p = x_.matmul(w.t()).log_softmax(1);
  gradient = (log_p.exp() - y_).t().matmul(x_).div_(n);
  return -log_p.mul(y_).sum().item<double>() / n;
}

double Logistic::sigmoid_loss(const at::Tensor& w, at::Tensor& gradient) const {
  const at::Tensor z = x_.matmul(w.t());
  gradient = (z.sigmoid() - y_).mul(known_).t().matmul(x_);
  const at::Tensor each = z.clamp_min(0) - z * y_ + z.abs().neg().exp().log1p();
  return each.mul(known_).sum().item<double>();
}

double Logistic::loss(const at::Tensor& w, double lambda, at::Tensor& gradient) const {
  at::Tensor penalised = w.clone();
  penalised.select(1, -1).zero_();
  const double value = known_.defined() ? sigmoid_loss(w, gradient) : softmax_loss(w, gradient);
  gradient.add_(penalised, lambda);
  return value + lambda / 2 * penalised.square().sum().item<double>();
}

bool Logistic::solve(double lambda) {
  const auto objective = [this, lambda](const at::Tensor& w, at::Tensor& gradient) {
    return loss(w, lambda, gradient);
  };
  Limits limits;
  limits.gradient =
      std::max(1e-10, std::min(1e-7, 1e-3 * lambda));  // over lambda: how far w can be off
  const Minimum minimum = minimise(objective, w_, limits);
  w_ = minimum.x;
  return minimum.converged;
}

Linear Logistic::folded() const {
  Linear linear;
  linear.weight = w_.slice(1, 0, -1) / deviation_;
  linear.bias = w_.select(1, -1) - linear.weight.mv(mean_);
  return linear;
}

}  // namespace linear_probe
}  // namespace tlhost
