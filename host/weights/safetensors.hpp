#pragma once
#include <tlhost/tensors.hpp>

#include <map>
#include <string>

namespace tlhost::engine {

/// Writes tensors in the given order (CPU, any dtype of the format; made contiguous) and a string
/// map as metadata.  The bytes depend on the arguments only.  In the file's data wider dtypes come
/// first, so that every tensor is aligned; the header keeps the given order.
/// Errors: Refusal(disk); std::invalid_argument for a dtype, device or layout that the format
/// cannot hold, for a name given twice, and beyond the limits that the reader has.
void write_safetensors(const std::string& path,
                       const NamedTensors& tensors,
                       const std::map<std::string, std::string>& metadata = {});

class InputFile;

struct Safetensors {
  NamedTensors tensors;  ///< in the order of the file's header; own their memory
  std::map<std::string, std::string> metadata;
};

/// Reads defensively: header at most 16 MiB, at most 100,000 tensors, no duplicate names, no
/// holes, no overlaps, the file covered exactly, shapes that do not overflow.
/// Errors: DataError naming the path and what is wrong.
Safetensors read_safetensors(const std::string& path);
/// The same of an open file; errors do not name the path.
Safetensors read_safetensors(const InputFile& file);

}  // namespace tlhost::engine
