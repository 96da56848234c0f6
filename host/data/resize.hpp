#pragma once
#include <cstdint>
#include <vector>

namespace tlhost::engine {

/// [height, width, channels] uint8, top row first, 1 or 3 channels.
struct Raster {
  std::int64_t height = 0, width = 0, channels = 0;
  std::vector<std::uint8_t> bytes;
};

/// All of it, as resampled() does.
Raster resized(const Raster& raster, std::int64_t height, std::int64_t width);
/// Zeros around, the odd pixel at the end; no side may exceed size.
Raster padded(const Raster& raster, std::int64_t size);
/// ITU-R 601 luma, 0.299 R + 0.587 G + 0.114 B, rounded; equal values stay what they are.
Raster to_grey(const Raster& raster);
/// The grey value three times.
Raster to_colour(const Raster& raster);

}  // namespace tlhost::engine
