#pragma once
#include <cstdint>
#include <vector>

namespace tlhost {
inline namespace v1 {

/// Pixels as stored.  The host scales, caches and normalises.
struct Image {
  std::int32_t height = 0, width = 0, channels = 0;
  std::int32_t bits = 8;  ///< 8 or 16, native byte order
  double black = 0,
         white = 255;  ///< stored values shown as 0 and 1 (a DICOM window); clamped outside
  std::vector<std::uint8_t> bytes;  ///< top row first, RGB interleaved
};

}  // namespace v1
}  // namespace tlhost
