// The header of a .npy file.
#include <tlhost/error.hpp>

#include <npy.hpp>

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tlhost::medmnist;
  try {
    const NpyHeader header = parse_npy({reinterpret_cast<const char*>(data), size});
    shape_text(header.shape);
    values_of(header);
  } catch (const tlhost::DataError&) {  // what is expected of most inputs
  }
  return 0;
}
