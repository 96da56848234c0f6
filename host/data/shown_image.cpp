#include "host/data/shown_image.hpp"

#include "host/data/decoders.hpp"
#include "host/data/record_fields.hpp"

#include <tlhost/error.hpp>

#include <algorithm>
#include <cmath>
#include <cstring>

namespace tlhost::engine {
namespace {

void check_image(const Image& image) {
  check_image_size(image.width, image.height);
  if (image.channels != 1 && image.channels != 3) {
    throw DataError("image with " + text_of_number(image.channels) +
                    " channels; expected 1 (grey) or 3 (RGB)");
  }
  if (image.bits != 8 && image.bits != 16) {
    throw DataError("image with " + text_of_number(image.bits) + " bits a value; expected 8 or 16");
  }
  const std::int64_t expected =
      static_cast<std::int64_t>(image.width) * image.height * image.channels * (image.bits / 8);
  if (static_cast<std::int64_t>(image.bytes.size()) != expected) {
    throw DataError("image of " + text_of_number(image.width) + " x " +
                    text_of_number(image.height) + " x " + text_of_number(image.channels) +
                    " values of " + text_of_number(image.bits) + " bits holds " +
                    text_of_number(image.bytes.size()) + " bytes; expected " +
                    text_of_number(expected));
  }
}

void check_range(const ShownRange& range) {
  if (!std::isfinite(range.black) || !std::isfinite(range.white) || range.black == range.white) {
    throw DataError("image shows " + text_of_number(range.black) + " as black and " +
                    text_of_number(range.white) +
                    " as white; expected two different finite values");
  }
}

/// black .. white become 0 .. 255, rounded; beyond them clamped.  white < black inverts.
std::vector<std::uint8_t> window_table(const ShownRange& range, std::size_t values) {
  std::vector<std::uint8_t> table(values);
  for (std::size_t stored = 0; stored < table.size(); ++stored) {
    const double shown = (static_cast<double>(stored) - range.black) / (range.white - range.black);
    table[stored] =
        static_cast<std::uint8_t>(std::lround(255 * std::min(1.0, std::max(0.0, shown))));
  }
  return table;
}

std::vector<std::uint8_t> shown_bytes(const Image& image, const ShownRange& range) {
  const std::vector<std::uint8_t> table = window_table(range, image.bits == 16 ? 65536 : 256);
  const std::size_t bytes = static_cast<std::size_t>(image.bits / 8);
  std::vector<std::uint8_t> shown(image.bytes.size() / bytes);
  for (std::size_t i = 0; i < shown.size(); ++i) {
    std::uint16_t stored = image.bytes[i];
    if (bytes == 2) {
      std::memcpy(&stored, &image.bytes[2 * i], 2);
    }
    shown[i] = table[stored];
  }
  return shown;
}

}  // namespace

ShownImage::ShownImage(const Image& image, const ShownRange& range) : image_(image) {
  check_image(image);
  check_range(range);
  if (image.bits != 8 || range.black != 0 || range.white != 255) {
    shown_ = shown_bytes(image, range);
  }
}

RasterRef ShownImage::ref() const {
  const std::vector<std::uint8_t>& bytes = shown_.empty() ? image_.bytes : shown_;
  return {image_.height, image_.width, image_.channels, bytes.data()};
}

}  // namespace tlhost::engine
