#pragma once
#include "host/data/normalise.hpp"
#include "host/data/pixels.hpp"
#include "host/spec/experiment_spec.hpp"

#include <ATen/core/Tensor.h>

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace tlhost::engine {

/// Where a batch stands in training: what its augmentation is keyed by.
struct AugmentKey {
  std::uint64_t seed = 0;
  std::uint64_t epoch = 0;
};

/// Rows of pixels as network input: [N,C,H,W] float32, normalised.  One thread.
class Batches {
 public:
  /// ids: of all rows of pixels.  Both are referred to and must live on.  channels_last: memory
  /// order of the images.
  Batches(const Pixels& pixels,
          const std::vector<std::string>& ids,
          const Normalise& normalise,
          bool channels_last = true);

  at::Tensor images(const std::vector<std::int64_t>& rows) const;
  /// Each image flipped and cropped by its own stream H(seed, "augment", epoch, id): independent of
  /// the batch it is in. A crop is cut from the image enlarged by reflection.
  at::Tensor augmented(const std::vector<std::int64_t>& rows,
                       const AugmentRule& rule,
                       const AugmentKey& key) const;

  std::int64_t channels() const { return static_cast<std::int64_t>(table_.size()); }

 private:
  at::Tensor empty(std::size_t count) const;
  void write(const std::uint8_t* image, float* out) const;
  void augment(std::int64_t row,
               const AugmentRule& rule,
               const AugmentKey& key,
               std::vector<std::uint8_t>& out) const;

  const Pixels& pixels_;
  bool channels_last_ = true;
  const std::vector<std::string>& ids_;
  std::vector<std::array<float, 256>> table_;  ///< per channel: byte -> value
};

}  // namespace tlhost::engine
