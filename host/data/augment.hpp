#pragma once
#include "host/data/augment_key.hpp"
#include "host/data/byte_image.hpp"
#include "host/data/window.hpp"
#include "host/spec/experiment_spec.hpp"

#include <cstdint>
#include <string_view>
#include <vector>

namespace tlhost::engine {

/// The augmentation of one image: places, then colours, then - after normalisation - a square that
/// is cut out.  Every draw is keyed by (seed, kind of change, epoch, copy, id): it does not depend
/// on the batch, on the order, or on who asks.

/// True if the rule changes bytes, or cuts out.
bool changes_images(const AugmentRule& rule);

/// The image with places and colours changed: as many bytes.
std::vector<std::uint8_t> augmented_bytes(const ByteImage& image,
                                          const AugmentRule& rule,
                                          const AugmentKey& key,
                                          std::string_view id);

/// What is set to 0 after normalisation; which is the mean, where the mean is taken away.  A square
/// about a place anywhere in the image, as far as it lies inside; empty without "cutout".
/// Source: DeVries, Taylor, arXiv:1708.04552.
Window cutout_window(const AugmentRule& rule,
                     const AugmentKey& key,
                     std::string_view id,
                     std::int64_t size);

}  // namespace tlhost::engine
