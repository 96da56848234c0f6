#pragma once
#include "host/data/normalise.hpp"
#include "host/data/view.hpp"

#include <boost/json/object.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace tlhost::engine {

/// All that is needed beside its tensors to use a trained network elsewhere: which model it is,
/// what images must become before it, and what its outputs are.
struct ModelCard {
  std::string plugin, model;  ///< "org.tlhost.resnet", "resnet"
  std::string source;         ///< identity of the plugin that it was trained with
  boost::json::object parameters;
  std::int64_t channels = 3;  ///< of the network's input
  View view;
  Normalise normalise;
  std::string precision = "fp32";  ///< fp32 | bf16
  std::vector<std::string> classes;
  std::string labelling = "multiclass";  ///< as DatasetInfo::labelling says it
  std::string scores = "logits";         ///< logits | margins | probabilities
  std::string linear_on;  ///< stage behind which a linear classifier stands; "": the head
  std::string experiment, cell, fit;  ///< where it comes from, for people

  bool operator==(const ModelCard&) const = default;
};

boost::json::object to_json(const ModelCard& card);

/// Errors: DataError naming the member that is missing or of another type, or a format that this
/// tlhost does not know.
ModelCard card_from_json(const boost::json::value& json);

/// Names of the linear classifier's tensors in an exported file.
inline constexpr const char* kLinearWeight = "tlhost.linear.weight";
inline constexpr const char* kLinearBias = "tlhost.linear.bias";
/// Where a .safetensors file has its card.
inline constexpr const char* kCardMetadata = "tlhost";

}  // namespace tlhost::engine
