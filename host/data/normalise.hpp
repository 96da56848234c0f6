#pragma once
#include "host/data/pixels.hpp"
#include "host/spec/experiment_spec.hpp"

#include <cstdint>
#include <vector>

namespace tlhost::engine {

/// How bytes become the numbers that a network gets: (byte / 255 - mean) / std, per channel of the
/// model's input. Belongs to the weights: it travels with them through every later step.
struct Normalise {
  std::vector<double> mean, std;
  bool operator==(const Normalise&) const = default;
};

/// The rule's values for a model with `channels` inputs.  dataset: from the given rows of pixels
/// only, which must be the training part; a constant channel gets deviation 1. Errors: ConfigError
/// if the rule gives another number of values than channels, or a deviation that is not above 0.
Normalise make_normalise(const NormaliseRule& rule,
                         const Pixels& pixels,
                         const std::vector<std::int64_t>& rows,
                         std::int64_t channels);

}  // namespace tlhost::engine
