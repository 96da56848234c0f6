#pragma once
#include "host/data/augment_key.hpp"
#include "host/data/byte_values.hpp"
#include "host/data/normalise.hpp"
#include "host/data/pixels.hpp"
#include "host/spec/experiment_spec.hpp"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>
#include <vector>

namespace tlhost::engine {

/// One image of a batch, and how it is changed.
struct TrainingImage {
  std::int64_t row = 0;
  AugmentRule rule;
  AugmentKey key;
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
  /// Each image changed by its own rule and key (host/data/augment.hpp).
  at::Tensor augmented(const std::vector<TrainingImage>& images) const;
  /// All by the same.
  at::Tensor augmented(const std::vector<std::int64_t>& rows,
                       const AugmentRule& rule,
                       const AugmentKey& key) const;

  const std::string& id(std::int64_t row) const { return ids_.at(static_cast<std::size_t>(row)); }

  std::int64_t size() const { return pixels_.size(); }

  std::int64_t channels() const { return values_.channels(); }

 private:
  at::Tensor empty(std::size_t count) const;
  void write(const std::uint8_t* image, float* out) const;
  void write_augmented(const TrainingImage& image, const at::Tensor& out) const;

  const Pixels& pixels_;
  bool channels_last_ = true;
  const std::vector<std::string>& ids_;
  ByteValues values_;
};

}  // namespace tlhost::engine
