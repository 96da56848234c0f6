#pragma once
#include "host/store/descriptor.hpp"

#include <cstdint>
#include <string>

namespace tlhost::engine {

/// A regular file, open to read, and its size in bytes at that moment.
struct OpenFile {
  Descriptor file;
  std::uint64_t size = 0;
};

/// Never waits, not even for a FIFO.
/// Errors: DataError in a plain sentence, without the path, if it is not there or not a regular
/// file.
OpenFile open_regular_file(const std::string& path);

}  // namespace tlhost::engine
