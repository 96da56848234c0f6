#pragma once
#include <tlhost/tensors.hpp>

#include <string>

namespace tlhost::engine {

/// The tensors of a file that somebody already owns.
struct WeightsFile {
  std::string format;  ///< "safetensors"
  std::string sha256;  ///< of the file
  NamedTensors tensors;
};

/// Reads a file by what it is, not by its name; nothing in it is run.
/// Errors: DataError naming the path, what it is instead, and what to do.
WeightsFile read_weights_file(const std::string& path);

}  // namespace tlhost::engine
