#pragma once
#include <ATen/core/Tensor.h>

#include <cstdint>

namespace tlhost::engine {

/// The cross-entropy of logits [N,C] float32 with targets [N,C], shares of classes that add up to
/// 1: a scalar.  Of one-hot targets it is that of labels.
///     sum_ic w_c t_ic (1 - p_ic)^focal (-log p_ic) / sum_ic w_c t_ic
/// weights: of classes, [C]; undefined: all 1.  focal: gamma of the focal loss; 0: without.
/// Source: focal: Lin et al., ICCV 2017.
at::Tensor soft_loss(const at::Tensor& logits,
                     const at::Tensor& targets,
                     const at::Tensor& weights,
                     double focal);

/// labels [N] int64 as [N,C] float32, 1 at each label.
at::Tensor one_hot_targets(const at::Tensor& labels, std::int64_t classes);

}  // namespace tlhost::engine
