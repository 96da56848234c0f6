#pragma once
#include "lbfgs.hpp"

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace tlhost {
namespace linear_probe {

/// A linear classifier on raw features: scores = x weight' + bias.
struct Linear {
  at::Tensor weight, bias;  ///< [C,D], [C], float64
};

/// Multinomial logistic regression on standardised features.
///     mean_n -log softmax(W x_n + b)[y_n] + lambda / 2 |W|^2,  x = (feature - mean) / deviation
/// The bias is not penalised; mean and deviation (population) are those of the training samples,
/// and features that do not vary count as 0.
/// Several labels a sample: for each label c a binary one of its own, on the samples of which it is
/// known,
///     mean_n -log sigmoid(+-(w_c x_n + b_c)) + lambda / 2 |w_c|^2,  + where the sample has it
class Logistic {
 public:
  /// features [N,D], labels [N] int64 below classes, or [N,classes] of 1, 0 and NaN (unknown).
  /// Errors: Error if a feature is not finite.
  Logistic(const at::Tensor& features, const at::Tensor& labels, std::int64_t classes);

  /// Minimises from the last minimum on (at first from zero).  False if it stopped before the
  /// gradient vanished.
  bool solve(double lambda);

  /// The last minimum with the standardisation folded in, so that it takes raw features.
  Linear folded() const;

 private:
  double softmax_loss(const at::Tensor& w, at::Tensor& gradient) const;
  double sigmoid_loss(const at::Tensor& w, at::Tensor& gradient) const;
  double loss(const at::Tensor& w, double lambda, at::Tensor& gradient) const;

  at::Tensor mean_, deviation_;  // [D]
  at::Tensor x_;                 // [N,D+1], standardised, the last column 1
  at::Tensor y_;                 // [N,C], one-hot; several labels: 1 or 0
  at::Tensor known_;             // several labels: [N,C], each column sums to 1
  at::Tensor w_;                 // [C,D+1], the last column the bias
};

}  // namespace linear_probe
}  // namespace tlhost
