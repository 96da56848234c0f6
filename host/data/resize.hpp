#pragma once
#include <cstdint>
#include <vector>

namespace tlhost::engine {

/// [height, width, channels] uint8, top row first, 1 or 3 channels.  Refers to its bytes.
struct RasterRef {
  std::int64_t height = 0, width = 0, channels = 0;
  const std::uint8_t* bytes = nullptr;
};

/// The same with bytes of its own.
struct Raster {
  std::int64_t height = 0, width = 0, channels = 0;
  std::vector<std::uint8_t> bytes;

  RasterRef ref() const { return {height, width, channels, bytes.data()}; }
};

/// All of it, as resampled() does.
Raster resized(const RasterRef& raster, std::int64_t height, std::int64_t width);
Raster resized(const Raster& raster, std::int64_t height, std::int64_t width);
/// Zeros around, the odd pixel at the end; no side may exceed size.
Raster padded(const Raster& raster, std::int64_t size);
/// ITU-R 601 luma, 0.299 R + 0.587 G + 0.114 B, rounded; equal values stay what they are.
Raster to_grey(const RasterRef& raster);
/// The grey value three times.
Raster to_colour(const Raster& raster);

}  // namespace tlhost::engine
