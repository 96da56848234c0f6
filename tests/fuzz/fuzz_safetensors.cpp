// The header of a safetensors file; the first byte says how much data follows it.
#include "host/weights/safetensors_header.hpp"

#include <tlhost/error.hpp>

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tlhost::engine;
  if (size == 0) {
    return 0;
  }
  try {
    parse_safetensors_header({reinterpret_cast<const char*>(data) + 1, size - 1}, data[0]);
  } catch (const tlhost::DataError&) {  // what is expected of most inputs
  }
  return 0;
}
