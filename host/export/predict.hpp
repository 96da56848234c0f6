#pragma once
#include "host/catalog/catalog.hpp"
#include "host/log/log.hpp"

#include <string>
#include <vector>

namespace tlhost::engine {

/// Scores of images by an exported network.
struct ImageScores {
  std::vector<std::string> classes;
  std::string kind;         ///< "probabilities"; "margins" of a result that has no probabilities
  bool multilabel = false;  ///< then the values of an image do not add up to 1
  std::vector<std::string> images;  ///< paths, as given
  std::vector<double> values;       ///< [images, classes], row-major
  std::size_t left_out = 0;         ///< images that could not be read
};

/// Reads an exported .safetensors file and the images, prepares these as those of its training
/// were, and lets its model score them, in a child.  Images that cannot be read are told to the log
/// and left out. Errors: Refusal(bad_data) PREDICT-MODEL for what is no exported network,
/// PREDICT-IMAGES if no image can be read; Refusal(usage) COMPONENT-UNKNOWN and what an
/// experiment's model is refused for; Refusal(plugin) PREDICT-FAILED.  A plugin that has changed
/// since is a warning.
ImageScores predict_images(const Catalog& catalog,
                           const std::string& model,
                           const std::vector<std::string>& images,
                           Log& log);

/// One line an image, RFC 4180: path, class with the highest value, value of each class.
std::string scores_csv(const ImageScores& scores);
std::string scores_json(const ImageScores& scores);

}  // namespace tlhost::engine
