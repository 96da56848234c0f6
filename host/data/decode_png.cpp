#include "host/data/decoders.hpp"
#include "host/data/png_file.hpp"
#include "host/data/record_fields.hpp"

#include <tlhost/error.hpp>

#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>

#include <algorithm>
#include <array>
#include <cstring>
#include <string>

// OpenCV sees a file that was rewritten from its checked parts: header, pixels, end.  So no text,
// profile, gamma or orientation reaches its decoder or changes a pixel.  A palette is applied here,
// because OpenCV shows an index beyond it as black: the indices are decoded as if they were grey
// values.

namespace tlhost::engine {
namespace {

cv::Mat decode_bare(const std::vector<std::uint8_t>& bare) {
  try {
    return cv::imdecode(bare, cv::IMREAD_UNCHANGED);
  } catch (const cv::Exception& error) {
    if (error.code == cv::Error::StsNoMem) {
      throw ResourceError("no memory to decode a PNG");
    }
    return {};
  }
}

/// OpenCV's order of colours is BGR.
template <class Value>
void copy_pixels(const cv::Mat& pixels, Image& image) {
  const auto channels = static_cast<std::size_t>(image.channels);
  std::uint8_t* to = image.bytes.data();
  for (int y = 0; y < image.height; ++y) {
    const Value* from = pixels.ptr<Value>(y);
    const Value* const end = from + static_cast<std::size_t>(image.width) * channels;
    if (channels == 1) {
      to = std::copy_n(
          reinterpret_cast<const std::uint8_t*>(from), (end - from) * sizeof(Value), to);
      continue;
    }
    for (; from != end; from += 3, to += 3 * sizeof(Value)) {
      const std::array<Value, 3> rgb = {from[2], from[1], from[0]};
      std::memcpy(to, rgb.data(), sizeof(rgb));
    }
  }
}

/// 16 bits of a PNG do not say what is black and white: the least and the greatest value are.
void take_range(const cv::Mat& pixels, Image& image) {
  const cv::Mat values = pixels.reshape(1);
  double least = 0, greatest = 0;
  cv::minMaxIdx(values, &least, &greatest);
  image.black = least;
  image.white = greatest > least ? greatest : least + 1;
}

void apply_palette(const cv::Mat& pixels, const PngFile& file, Image& image) {
  const int step = 255 / ((1 << file.depth) - 1);  // how grey values of this depth are spread
  std::uint8_t* to = image.bytes.data();
  for (int y = 0; y < image.height; ++y) {
    const std::uint8_t* row = pixels.ptr<std::uint8_t>(y);
    for (int x = 0; x < image.width; ++x, to += 3) {
      const auto first = static_cast<std::size_t>(3 * (row[x] / step));
      if (first >= file.palette.size()) {
        throw DataError("PNG is damaged (colour " + text_of_number(first / 3) +
                        " of a palette of " + text_of_number(file.palette.size() / 3) + ")");
      }
      std::copy_n(file.palette.begin() + static_cast<std::ptrdiff_t>(first), 3, to);
    }
  }
}

}  // namespace

Image decode_png(const std::vector<std::uint8_t>& bytes) {
  const PngFile file = read_png(bytes);
  const cv::Mat pixels = decode_bare(bare_png(bytes, file));
  Image image;
  image.width = static_cast<std::int32_t>(file.width);
  image.height = static_cast<std::int32_t>(file.height);
  image.channels = file.colour || file.indexed ? 3 : 1;
  image.bits = file.depth == 16 ? 16 : 8;
  const int type = CV_MAKETYPE(file.depth == 16 ? CV_16U : CV_8U, file.colour ? 3 : 1);
  if (pixels.cols != image.width || pixels.rows != image.height || pixels.type() != type) {
    throw DataError("PNG is damaged (its pixels cannot be unpacked)");
  }
  image.bytes.resize(static_cast<std::size_t>(file.width) * file.height *
                     static_cast<std::size_t>(image.channels) *
                     static_cast<std::size_t>(image.bits / 8));
  if (file.indexed) {
    apply_palette(pixels, file, image);
  } else if (image.bits == 16) {
    copy_pixels<std::uint16_t>(pixels, image);
    take_range(pixels, image);
  } else {
    copy_pixels<std::uint8_t>(pixels, image);
  }
  return image;
}

}  // namespace tlhost::engine
