#pragma once
#include <ATen/core/Tensor.h>

#include <cstdint>

namespace tlhost {
namespace svm_features {

struct Options {
  double c = 1;                ///< weight of the losses against |w|^2 / 2
  bool squared_hinge = false;  ///< max(0, 1 - y s)^2 instead of max(0, 1 - y s)
  bool balanced = false;       ///< losses of a class count N / (classes * its samples) times
};

/// Linear classifiers, one a class: margins = x weight' + bias.
struct Margins {
  at::Tensor weight, bias;  ///< [C,D], [C], float64
  bool converged = false;
};

/// Linear SVMs, each class against the rest, by LIBLINEAR.  Two classes share one SVM: rows -w and
/// w.  A class without samples gets w = 0 and bias -1. x [N,D] and labels [N], below classes;
/// deterministic. Errors: Error if fewer than two classes have samples, or if LIBLINEAR refuses the
/// options. Threads: one at a time, as LIBLINEAR draws from rand().
Margins one_versus_rest(const at::Tensor& x,
                        const at::Tensor& labels,
                        std::int64_t classes,
                        const Options& options);

/// Several labels a sample: for each label one SVM of the samples that have it against those that
/// have it not.  A label that all known samples have, or none, gets w = 0 and bias 1 or -1.
/// targets [N,C]: 1, 0, or NaN where nobody knows.  Errors: as above, with labels for classes.
Margins one_a_label(const at::Tensor& x, const at::Tensor& targets, const Options& options);

}  // namespace svm_features
}  // namespace tlhost
