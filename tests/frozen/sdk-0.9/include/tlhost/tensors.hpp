#pragma once
#include <ATen/core/Tensor.h>

#include <string>
#include <utility>
#include <vector>

namespace tlhost {
inline namespace v1 {

/// Tensors with their names, in an order that means something to their maker.
using NamedTensors = std::vector<std::pair<std::string, at::Tensor>>;

}  // namespace v1
}  // namespace tlhost
