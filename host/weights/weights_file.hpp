#pragma once
#include <tlhost/tensors.hpp>

#include <string>
#include <vector>

namespace tlhost::engine {

/// The tensors of a file that somebody already owns.
struct WeightsFile {
  std::string format;               ///< "safetensors", "pth", or "pth (before PyTorch 1.6)"
  std::string sha256;               ///< of the file
  std::string place;                ///< of the tensors in a .pth: "state_dict"; empty: on top
  std::vector<std::string> others;  ///< other groups of tensors in it: "\"ema\" (120 tensors)"
  NamedTensors tensors;
};

/// Reads a file by what it is, not by its name; nothing in it is run.
/// Of several groups of tensors (dicts, modules) the one with most tensors is taken, the first on
/// a tie.  A name such as "vgg16-397923af.pth" is checked against the digest.
/// Errors: DataError naming the path, what it is instead, and what to do.
WeightsFile read_weights_file(const std::string& path);

}  // namespace tlhost::engine
