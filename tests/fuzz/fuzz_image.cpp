// The header of an image, and its picture where that is small; the first byte says how far it is
// reduced.
#include "host/data/reduce.hpp"

#include <tlhost/error.hpp>

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tlhost::engine;
  constexpr std::int64_t kMostPixels = 1 << 16;
  if (size == 0) {
    return 0;
  }
  const std::vector<std::uint8_t> bytes(data + 1, data + size);
  try {
    const ImageHeader header = read_image_header(bytes);
    if (static_cast<std::int64_t>(header.width) * header.height <= kMostPixels) {
      decode_at_least(bytes, {data[0], data[0]});
    }
  } catch (const tlhost::DataError&) {  // what is expected of most inputs
  }
  return 0;
}
