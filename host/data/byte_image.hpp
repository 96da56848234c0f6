#pragma once
#include <cstdint>

namespace tlhost::engine {

/// A square image, [size, size, channels] uint8, top row first.  Refers to its bytes.
struct ByteImage {
  const std::uint8_t* bytes = nullptr;
  std::int64_t size = 0, channels = 0;
};

/// A real value as a byte: rounded, and clamped to 0..255.
inline std::uint8_t to_byte(double value) {
  return static_cast<std::uint8_t>(value <= 0 ? 0 : value >= 255 ? 255 : value + 0.5);
}

}  // namespace tlhost::engine
