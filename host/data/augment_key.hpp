#pragma once
#include "host/data/random.hpp"

#include <cstdint>
#include <string_view>

namespace tlhost::engine {

/// Where an image stands in training: what its augmentation is keyed by, beside its id.
struct AugmentKey {
  std::uint64_t seed = 0;
  std::uint64_t epoch = 0;
  std::uint64_t copy = 0;  ///< of the same record in one epoch; 0: the first
};

/// The stream of one kind of change of one image.  Each kind has its own, so what is drawn for it
/// does not depend on which others there are.
inline Stream augment_stream(const AugmentKey& key, std::string_view purpose, std::string_view id) {
  return key.copy == 0 ? Stream(key.seed, purpose, {key.epoch}, id)
                       : Stream(key.seed, purpose, {key.epoch, key.copy}, id);
}

}  // namespace tlhost::engine
