#pragma once
#include <tlhost/tensors.hpp>
#include <tlhost/weight_names.hpp>

#include <map>
#include <set>
#include <string>

namespace tlhost::engine {

/// A file's tensors under names that a model may have.
struct ModelNames {
  std::map<std::string, at::Tensor> tensors;
  std::string library;  ///< whose names they had (name_maps.hpp); "": torchvision's, or the model's
};

/// Wrappers ("module.", "model.", ...) are taken off one by one, names of other libraries are
/// translated, then the model's own rules rename; of all that comes of it the names win that most
/// of the model's are among, the longer ones on a tie.  names: the model's.  rules: null for none.
/// Errors: what the rules throw.
ModelNames under_model_names(const NamedTensors& found,
                             const std::set<std::string>& names,
                             const WeightNames* rules);

}  // namespace tlhost::engine
