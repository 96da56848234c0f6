#include "host/execute/task_loss.hpp"

#include "host/execute/soft_loss.hpp"

#include <tlhost/error.hpp>

#include <ATen/ATen.h>

#include <algorithm>
#include <limits>

namespace tlhost::engine {
namespace {

at::Tensor indices(const std::vector<std::size_t>& places) {
  const std::vector<std::int64_t> rows(places.begin(), places.end());
  return at::tensor(rows, at::TensorOptions(at::kLong));
}

/// Numerically stable; nothing of what is unknown reaches the sum or a gradient.
at::Tensor binary_loss(const at::Tensor& logits,
                       const at::Tensor& targets,
                       const at::Tensor& weights) {
  const at::Tensor known = targets.isnan().logical_not().to(at::kFloat);
  const at::Tensor truth = targets.nan_to_num(0);
  at::Tensor weight = known;
  if (weights.defined()) {
    weight = known * (truth * weights.select(0, 1) + (1 - truth) * weights.select(0, 0));
  }
  const at::Tensor each = logits.clamp_min(0) - logits * truth + (-logits.abs()).exp().log1p();
  return (each * weight).sum() / weight.sum().clamp_min(std::numeric_limits<float>::min());
}

}  // namespace

TaskLoss::TaskLoss(const FitData& data, bool class_weight, double focal)
    : multilabel_(data.labelling == Labelling::multilabel),
      focal_(focal),
      train_(part_labels(data, Part::train)),
      validation_(part_labels(data, Part::validation)) {
  if (multilabel_ && focal > 0) {
    throw ConfigError("\"imbalance\": focal needs records of one class each");
  }
  if (class_weight) {
    weights_ =
        multilabel_ ? label_weights(train_) : class_weights(data.train_labels, data.classes.size());
  }
}

at::Tensor TaskLoss::of_train(const at::Tensor& logits,
                              const std::vector<std::size_t>& places,
                              const std::optional<Mix>& mix) const {
  return of(logits, train_.index_select(0, indices(places)), mix);
}

at::Tensor TaskLoss::of_validation(const at::Tensor& logits) const {
  return of(logits, validation_, std::nullopt);
}

at::Tensor TaskLoss::of(const at::Tensor& logits,
                        const at::Tensor& labels,
                        const std::optional<Mix>& mix) const {
  if (multilabel_) {
    // What is unknown of one of the two is unknown of the mixed image.
    return binary_loss(logits, mix ? mixed_targets(labels, *mix) : labels, weights_);
  }
  if (!mix && focal_ == 0) {
    return at::cross_entropy_loss(logits, labels, weights_);
  }
  const at::Tensor targets = one_hot_targets(labels, logits.size(1));
  return soft_loss(logits, mix ? mixed_targets(targets, *mix) : targets, weights_, focal_);
}

at::Tensor part_labels(const FitData& data, Part part) {
  const bool train = part == Part::train;
  if (data.labelling != Labelling::multilabel) {
    return at::tensor(train ? data.train_labels : data.validation_labels,
                      at::TensorOptions(at::kLong));
  }
  const std::vector<std::int8_t>& truth = train ? data.train_truth : data.validation_truth;
  std::vector<float> targets(truth.begin(), truth.end());
  std::replace(targets.begin(), targets.end(), -1.0F, std::numeric_limits<float>::quiet_NaN());
  const auto classes = static_cast<std::int64_t>(data.classes.size());
  return at::tensor(targets).view({static_cast<std::int64_t>(targets.size()) / classes, classes});
}

at::Tensor class_weights(const std::vector<std::int64_t>& labels, std::size_t classes) {
  std::vector<float> weights(classes, 0);
  for (std::size_t c = 0; c < classes; ++c) {
    const auto count = std::count(labels.begin(), labels.end(), static_cast<std::int64_t>(c));
    weights[c] =
        count == 0
            ? 0
            : static_cast<float>(static_cast<double>(labels.size()) /
                                 (static_cast<double>(classes) * static_cast<double>(count)));
  }
  return at::tensor(weights);
}

at::Tensor label_weights(const at::Tensor& targets) {
  const at::Tensor negative = targets.eq(0).sum(0).to(at::kDouble);
  const at::Tensor positive = targets.eq(1).sum(0).to(at::kDouble);
  const at::Tensor counts = at::stack({negative, positive});
  const at::Tensor weights = counts.sum(0) / (2 * counts.clamp_min(1));
  return weights.masked_fill(counts.eq(0), 0).to(at::kFloat);
}

}  // namespace tlhost::engine
