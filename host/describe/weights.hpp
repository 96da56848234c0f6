#pragma once
#include "host/catalog/catalog.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace tlhost::engine {

/// What `tlhost weights` looks at.
struct WeightsWish {
  std::string file;
  std::string model;  ///< "vgg" or "plugin_id/vgg"; "": only the file
  /// Of the model: "--depth", "16", ...; values are JSON, and text where they are none.
  std::vector<std::string> parameters;
  std::int64_t channels = 3, image_size = 224;
};

/// What a file of weights holds: format, digest, groups of tensors, and each tensor with dtype and
/// shape; with a model also how they fill it: what is loaded, missing, not used, of another shape,
/// fitted, and the share of the backbone.  File and model are read in a child.
/// Errors: Refusal(bad_data) WEIGHTS-FILE; Refusal(usage) for what an experiment's model is refused
/// for, and USAGE for parameters that are no pairs; Refusal(plugin) DESCRIBE-MODEL for a model that
/// cannot be built.
std::string weights_text(const Catalog& catalog, const WeightsWish& wish);
std::string weights_json(const Catalog& catalog, const WeightsWish& wish);

}  // namespace tlhost::engine
