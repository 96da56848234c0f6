#pragma once
#include "host/weights/pickle.hpp"

#include <string>
#include <utility>
#include <vector>

namespace tlhost::engine {

/// The tensors that stand together in a pickle: in one dict (a state_dict), or in one module.
struct TensorGroup {
  std::string place;  ///< keys from the top, with dots: "state_dict"; empty: the top itself
  std::vector<std::pair<std::string, PickleIndex>> tensors;  ///< in the pickle's order
};

/// All of them.  A module is read through its parameters, buffers and modules, under the names
/// that its state_dict would have.
/// Errors: DataError for names that are no text of UTF-8 or stand twice, for more than 64 levels,
/// and for more tensors and places than files have.
std::vector<TensorGroup> find_tensor_groups(const Pickle& pickle);

/// The group with most tensors, the first on a tie; the others in words ("optimizer", 12 tensors).
/// Errors: DataError if there is none.
TensorGroup choose_group(std::vector<TensorGroup> groups, std::vector<std::string>& others);

}  // namespace tlhost::engine
