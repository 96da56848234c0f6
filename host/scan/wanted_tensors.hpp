#pragma once
#include "host/weights/match.hpp"

#include <tlhost/model.hpp>

#include <vector>

namespace tlhost::engine {

/// All parameters and buffers of a model; those of the head are marked.
/// Errors: what the model throws.
std::vector<WantedTensor> wanted_tensors(Model& model);

/// match_weights() by the names that the model offers, if it does (WeightNames).
MatchedWeights match_model(Model& model, const NamedTensors& found);

}  // namespace tlhost::engine
