#pragma once
#include <ATen/core/Tensor.h>

#include <string>

namespace tlhost::engine {

/// Writes features [N,D] into a folder: features.bin (raw, in row order), blocks.txt (SHA-256 of
/// every 16 MiB of it) and shape.json.  Errors: Refusal(disk).
void write_features(const std::string& folder, const at::Tensor& features);
/// Errors: DataError if the files contradict each other.
at::Tensor read_features(const std::string& folder);

}  // namespace tlhost::engine
