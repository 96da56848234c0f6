#pragma once
#include "host/data/mixing.hpp"
#include "host/execute/fit_data.hpp"

#include <ATen/core/Tensor.h>

#include <cstddef>
#include <optional>
#include <vector>

namespace tlhost::engine {

/// The experiment's loss of logits [N,C] against the labels of a fit, a scalar.
///     multiclass, ordinal   cross-entropy of the softmax
///     multilabel            binary cross-entropy of the sigmoid of each label, the mean over all
///                           labels that are known; 0 where none is
/// class_weight: samples of class c count n / (C n_c) times, a label's positives n / (2 n_+) and
/// its negatives n / (2 n_-) times, n over the training part; the mean is by weight.
/// focal: gamma of the focal loss, 0: none.  Labels of images that are mixed are mixed like them.
/// Errors: ConfigError for focal with several labels a record.
class TaskLoss {
 public:
  TaskLoss(const FitData& data, bool class_weight, double focal = 0);

  /// Of samples of the training part, by their places in it.
  at::Tensor of_train(const at::Tensor& logits,
                      const std::vector<std::size_t>& places,
                      const std::optional<Mix>& mix = std::nullopt) const;
  /// Of the validation part, in its order.
  at::Tensor of_validation(const at::Tensor& logits) const;

 private:
  at::Tensor of(const at::Tensor& logits,
                const at::Tensor& labels,
                const std::optional<Mix>& mix) const;

  bool multilabel_ = false;
  double focal_ = 0;
  at::Tensor train_, validation_;  ///< part_labels()
  at::Tensor weights_;             ///< [C]; multilabel [2,C]: of negatives, of positives
};

/// The labels of one part: [N] int64; multilabel [N,C] float32 of 1, 0 and NaN (unknown).
at::Tensor part_labels(const FitData& data, Part part);

/// Loss weight of each class, n / (C n_c): [C] float32.
at::Tensor class_weights(const std::vector<std::int64_t>& labels, std::size_t classes);

/// Loss weights of the negatives and the positives of each label: [2,C] float32; 0 where there are
/// none.  targets: [N,C] as of part_labels.
at::Tensor label_weights(const at::Tensor& targets);

}  // namespace tlhost::engine
