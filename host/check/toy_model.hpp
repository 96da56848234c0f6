#pragma once
#include "host/execute/host_network.hpp"

#include <cstdint>

namespace tlhost::engine {

/// A small convolutional network with all that a strategy meets in a large one: "stem" (3x3
/// convolution, norm; map), "body" (ReLU, 3x3 convolution, norm, ReLU; map), "pool" (mean; vector)
/// and "head" (dropout, linear).  One input channel.  Its weights are drawn from LibTorch's default
/// generator after `seed`.
HostNetwork toy_network(std::int64_t classes, std::uint64_t seed);

}  // namespace tlhost::engine
