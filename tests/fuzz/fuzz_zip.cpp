// The directory of a zip archive, and each of its entries.
#include "host/weights/zip_entry.hpp"

#include <tlhost/error.hpp>

#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tlhost::engine;
  static const int memory = ::memfd_create("fuzz", 0);
  if (::ftruncate(memory, 0) != 0 ||
      ::pwrite(memory, data, size, 0) != static_cast<ssize_t>(size)) {
    return 0;
  }
  try {
    const InputFile file("/proc/self/fd/" + std::to_string(memory));
    for (const ZipEntry& entry : read_zip_directory(file)) {
      verify_entry(file, entry);
    }
  } catch (const tlhost::DataError&) {  // what is expected of most inputs
  }
  return 0;
}
