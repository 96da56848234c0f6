#include "host/data/resize.hpp"

#include "host/data/view.hpp"

#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cstddef>

// Bilinear is OpenCV's INTER_LINEAR_EXACT, whose fixed-point sums are the same with every
// instruction set. Area average was compared from SSE2 to AVX-512 and on 1 and 2 threads: the same
// bytes.

namespace tlhost::engine {
namespace {

Raster empty_raster(std::int64_t height, std::int64_t width, std::int64_t channels) {
  const auto bytes = static_cast<std::size_t>(height * width * channels);
  return {height, width, channels, std::vector<std::uint8_t>(bytes)};
}

/// Borrows the bytes.
cv::Mat matrix(const Raster& raster) {
  return {static_cast<int>(raster.height),
          static_cast<int>(raster.width),
          CV_8UC(static_cast<int>(raster.channels)),
          const_cast<std::uint8_t*>(raster.bytes.data())};
}

struct Corner {
  std::int64_t y = 0, x = 0;
};

/// Copies a window that begins at `source` of `from` to `target` of `to`; as large as the smaller
/// of both.
void copy_window(const Raster& from, Corner source, Raster& to, Corner target) {
  const std::int64_t height = std::min(from.height, to.height);
  const std::int64_t row = std::min(from.width, to.width) * from.channels;
  for (std::int64_t y = 0; y < height; ++y) {
    const std::int64_t begin = ((source.y + y) * from.width + source.x) * from.channels;
    const std::int64_t end = ((target.y + y) * to.width + target.x) * to.channels;
    std::copy_n(from.bytes.begin() + begin, row, to.bytes.begin() + end);
  }
}

}  // namespace

Raster resized(const Raster& raster, std::int64_t height, std::int64_t width) {
  if (height == raster.height && width == raster.width) {
    return raster;
  }
  Raster result = empty_raster(height, width, raster.channels);
  cv::Mat target = matrix(result);
  const bool shrinks = height <= raster.height && width <= raster.width;
  const int method = shrinks ? cv::INTER_AREA : cv::INTER_LINEAR_EXACT;
  cv::resize(matrix(raster), target, target.size(), 0, 0, method);
  return result;
}

Raster central_square(const Raster& raster) {
  const std::int64_t side = std::min(raster.height, raster.width);
  Raster square = empty_raster(side, side, raster.channels);
  copy_window(raster, {(raster.height - side) / 2, (raster.width - side) / 2}, square, {});
  return square;
}

Raster padded(const Raster& raster, std::int64_t size) {
  Raster square = empty_raster(size, size, raster.channels);
  copy_window(raster, {}, square, {(size - raster.height) / 2, (size - raster.width) / 2});
  return square;
}

Raster to_grey(const Raster& raster) {
  Raster grey = empty_raster(raster.height, raster.width, 1);
  const std::uint8_t* rgb = raster.bytes.data();
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

void set_up_decoders() { cv::setNumThreads(1); }

}  // namespace tlhost::engine
