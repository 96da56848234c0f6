#pragma once
#include <tlhost/tensors.hpp>
#include <tlhost/weight_names.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace tlhost::engine {

/// A parameter or buffer of a model that a file may fill.
struct WantedTensor {
  std::string name;
  at::Tensor like;    ///< shape and dtype
  bool head = false;  ///< of the last stage: classes differ, so it is never taken
};

/// What came of fitting a file's tensors to a model.
struct MatchedWeights {
  NamedTensors tensors;                 ///< under the model's names, in its dtype
  std::vector<std::string> missing;     ///< the model has it, the file has not
  std::vector<std::string> unexpected;  ///< the file has it, the model has not; heads left out
  std::vector<std::string>
      mismatched;  ///< "conv1.weight: [64, 1, 7, 7] in the file, [64, 3, 7, 7] here"
  std::vector<std::string> adapted;  ///< taken after a change that is said
  std::string library;               ///< whose names the file has, "timm's ViT"; "": torchvision's
  double share = 0;                  ///< of the backbone's parameters that were filled, 0..1
};

/// Matches by name, as under_model_names() has them.  Tensors of another library are fitted where
/// it keeps the same numbers in another shape.  A first convolution is fitted from 3 input channels
/// to 1 by summing, and from 1 to 3 by repeating a third; num_batches_tracked may be absent. rules:
/// the model's own names for those of files, and how it fits other shapes; null: none. Errors: what
/// the rules throw; Error where they fit a tensor to another shape than was asked for.
MatchedWeights match_weights(const NamedTensors& found,
                             const std::vector<WantedTensor>& wanted,
                             const WeightNames* rules = nullptr);

}  // namespace tlhost::engine
