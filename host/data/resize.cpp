#include "host/data/resize.hpp"

#include "host/data/resample.hpp"
#include "host/data/view.hpp"

#include <malloc.h>
#include <opencv2/core.hpp>

#include <algorithm>
#include <cstddef>

namespace tlhost::engine {
namespace {

Raster empty_raster(std::int64_t height, std::int64_t width, std::int64_t channels) {
  const auto bytes = static_cast<std::size_t>(height * width * channels);
  return {height, width, channels, std::vector<std::uint8_t>(bytes)};
}

}  // namespace

Raster resized(const RasterRef& raster, std::int64_t height, std::int64_t width) {
  const Section all{0, 0, static_cast<double>(raster.height), static_cast<double>(raster.width)};
  return resampled(raster, all, height, width);
}

Raster resized(const Raster& raster, std::int64_t height, std::int64_t width) {
  return resized(raster.ref(), height, width);
}

Raster padded(const Raster& raster, std::int64_t size) {
  Raster square = empty_raster(size, size, raster.channels);
  const std::int64_t row = raster.width * raster.channels;
  const std::int64_t top = (size - raster.height) / 2, left = (size - raster.width) / 2;
  for (std::int64_t y = 0; y < raster.height; ++y) {
    const std::int64_t target = ((top + y) * size + left) * raster.channels;
    std::copy_n(raster.bytes.begin() + y * row, row, square.bytes.begin() + target);
  }
  return square;
}

Raster to_grey(const RasterRef& raster) {
  Raster grey = empty_raster(raster.height, raster.width, 1);
  const std::uint8_t* rgb = raster.bytes;
  for (std::uint8_t& value : grey.bytes) {
    value = static_cast<std::uint8_t>((299 * rgb[0] + 587 * rgb[1] + 114 * rgb[2] + 500) / 1000);
    rgb += 3;
  }
  return grey;
}

Raster to_colour(const Raster& raster) {
  Raster colour = empty_raster(raster.height, raster.width, 3);
  std::uint8_t* to = colour.bytes.data();
  for (const std::uint8_t value : raster.bytes) {
    to = std::fill_n(to, 3, value);
  }
  return colour;
}

void set_up_decoders() {
  cv::setNumThreads(1);
  // Pictures come and go: keep their memory instead of giving it back to the kernel each time.
  mallopt(M_TRIM_THRESHOLD, 1 << 30);
  mallopt(M_TOP_PAD, 64 << 20);
  mallopt(M_MMAP_THRESHOLD, 32 << 20);
}

}  // namespace tlhost::engine
