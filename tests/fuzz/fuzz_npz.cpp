// A .npz file: the archive, and each of its arrays from header to checksum.
#include <tlhost/error.hpp>

#include <npz.hpp>
#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tlhost::medmnist;
  constexpr std::uint64_t kMost = 1 << 20;  // bytes of an array: speed, and no more
  static const int memory = ::memfd_create("fuzz", 0);
  if (::ftruncate(memory, 0) != 0 ||
      ::pwrite(memory, data, size, 0) != static_cast<ssize_t>(size)) {
    return 0;
  }
  try {
    const Npz npz("/proc/self/fd/" + std::to_string(memory));
    for (const std::string& name : npz.names()) {
      try {
        const NpzArray array = npz.array(name, [](const std::string&) { return std::size_t{1}; });
        if (array.bytes <= kMost) {
          npz.read(array, [](const char*, std::size_t) {});
        }
      } catch (const tlhost::DataError&) {
      }
    }
  } catch (const tlhost::DataError&) {  // what is expected of most inputs
  }
  return 0;
}
