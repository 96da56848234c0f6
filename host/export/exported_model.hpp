#pragma once
#include "host/export/model_card.hpp"

#include <tlhost/tensors.hpp>

#include <string>

namespace tlhost::engine {

/// An exported .safetensors file.
struct ExportedModel {
  ModelCard card;
  NamedTensors tensors;
};

/// Errors: Refusal(bad_data) PREDICT-MODEL naming the path and what it is instead.
ExportedModel read_exported(const std::string& path);

/// Its tensors without the linear classifier, and those of the classifier; undefined without one.
struct ExportedParts {
  NamedTensors network;
  at::Tensor linear_weight, linear_bias;
};

ExportedParts parts_of(const ExportedModel& model);

}  // namespace tlhost::engine
