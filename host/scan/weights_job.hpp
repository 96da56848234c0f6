#pragma once
#include "host/process/channel.hpp"
#include "host/resolve/resolve.hpp"
#include "host/store/store.hpp"

#include <cstdint>
#include <string>

namespace tlhost::engine {

/// Revision of the weights of a file, fitted to a model.
inline constexpr const char* kTensorsKind = "tensors/1";

/// A file of weights and the model that it shall fill.
struct WeightsRequest {
  std::string source, model_name;  ///< in the experiment file
  std::string file;
  Component model;
  std::int64_t channels = 3, image_size = 224;
  double least_fill = 0.9;  ///< part of the backbone's parameters, above 0
};

/// The body of a child: reads the file, fits it to the model and publishes "tensors"; sends
/// {"type":"weights","tensors":key,"summary":text}.  Where file and model are what they were last
/// time, nothing is read.
/// Errors: Refusal(bad_data) WEIGHTS-FILE for what is no file of weights, WEIGHTS-MATCH where less
/// than least_fill of the backbone's parameters are filled or one of them is not finite.
int run_weights_job(const WeightsRequest& request, const Store& store, Channel& channel);

}  // namespace tlhost::engine
