#pragma once
#include "host/data/window.hpp"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tlhost::engine {

/// How often and how much the images of a batch are mixed: alpha of Beta(alpha, alpha); 0: never.
/// With both, each batch has one of them, by an even chance.
struct MixRule {
  double mixup = 0, cutmix = 0;

  bool any() const { return mixup > 0 || cutmix > 0; }
};

/// Which batch of a fit.
struct BatchKey {
  std::uint64_t seed = 0, phase = 0, epoch = 0, step = 0;
};

/// How a batch is mixed: each image with its partner.
struct Mix {
  std::vector<std::int64_t> partner;  ///< of each image, another place in the batch
  double own = 1;                     ///< part of its own image, and of its own label, that stays
  std::optional<Window> window;       ///< of cutmix: comes from the partner, the rest stays
};

/// What is drawn for a batch of images with these ids, of so many pixels a side.  The partner of an
/// image is the next one in a keyed order of ids, so it does not depend on places in the batch; an
/// image alone is its own partner.
/// Source: mixup: Zhang et al., ICLR 2018; CutMix: Yun et al., ICCV 2019, whose window is cut at
/// the edges and whose labels go by what is left of it.
Mix draw_mix(const MixRule& rule,
             const BatchKey& key,
             const std::vector<std::string>& ids,
             std::int64_t size);

/// images: [N,C,H,W]; a new tensor in the same memory order.
at::Tensor mixed_images(const at::Tensor& images, const Mix& mix);

/// targets: [N,C], one-hot or else shares of classes.
at::Tensor mixed_targets(const at::Tensor& targets, const Mix& mix);

}  // namespace tlhost::engine
