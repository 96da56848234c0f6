#include "host/data/view.hpp"

#include "host/data/decoders.hpp"
#include "host/data/record_fields.hpp"
#include "host/data/reduce.hpp"
#include "host/data/resample.hpp"
#include "host/data/resize.hpp"

#include <tlhost/error.hpp>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <stdexcept>

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
  if (!std::isfinite(image.black) || !std::isfinite(image.white) || image.black == image.white) {
    throw DataError("image shows " + text_of_number(image.black) + " as black and " +
                    text_of_number(image.white) +
                    " as white; expected two different finite values");
  }
}

void check_view(const View& view) {
  const bool fit = view.fit == "stretch" || view.fit == "crop" || view.fit == "pad";
  if (!fit || view.size < 1 || view.size > kMaxSide || (view.channels != 1 && view.channels != 3)) {
    throw std::invalid_argument("view_image: a view of size " + text_of_number(view.size) +
                                ", fit '" + view.fit + "', channels " +
                                text_of_number(view.channels));
  }
}

/// black .. white become 0 .. 255, rounded; beyond them clamped.  white < black inverts.
std::vector<std::uint8_t> window_table(const Image& image) {
  std::vector<std::uint8_t> table(image.bits == 16 ? 65536 : 256);
  for (std::size_t stored = 0; stored < table.size(); ++stored) {
    const double shown = (static_cast<double>(stored) - image.black) / (image.white - image.black);
    table[stored] =
        static_cast<std::uint8_t>(std::lround(255 * std::min(1.0, std::max(0.0, shown))));
  }
  return table;
}

Raster eight_bits(const Image& image) {
  Raster raster{image.height, image.width, image.channels, image.bytes};
  if (image.bits == 8 && image.black == 0 && image.white == 255) {
    return raster;
  }
  const std::vector<std::uint8_t> table = window_table(image);
  const std::size_t bytes = static_cast<std::size_t>(image.bits / 8);
  raster.bytes.resize(image.bytes.size() / bytes);
  for (std::size_t i = 0; i < raster.bytes.size(); ++i) {
    std::uint16_t stored = image.bytes[i];
    if (bytes == 2) {
      std::memcpy(&stored, &image.bytes[2 * i], 2);
    }
    raster.bytes[i] = table[stored];
  }
  return raster;
}

/// What of the whole picture is shown, in pixels of the reduced one.
Section shown_section(const View& view, const Extent& whole, int eighths) {
  const double scale = eighths / 8.0;
  const auto reduced = [scale](std::int64_t length) { return scale * static_cast<double>(length); };
  if (view.fit != "crop") {
    return {0, 0, reduced(whole.height), reduced(whole.width)};
  }
  const std::int64_t side = std::min(whole.height, whole.width);
  return {reduced((whole.height - side) / 2),
          reduced((whole.width - side) / 2),
          reduced(side),
          reduced(side)};
}

std::vector<std::uint8_t> view_of(const Image& image,
                                  const View& view,
                                  const Extent& whole,
                                  int eighths) {
  check_view(view);
  check_image(image);
  Raster raster = eight_bits(image);
  if (view.channels == 1 && raster.channels == 3) {
    raster = to_grey(raster);
  }
  const Extent sides = sides_in(view, whole);
  raster = resampled(raster, shown_section(view, whole, eighths), sides.height, sides.width);
  if (view.fit == "pad") {
    raster = padded(raster, view.size);
  }
  if (view.channels == 3 && raster.channels == 1) {
    raster = to_colour(raster);
  }
  return std::move(raster.bytes);
}

}  // namespace

std::vector<std::uint8_t> view_image(const Image& image, const View& view) {
  return view_of(image, view, {image.height, image.width}, 8);
}

std::vector<std::uint8_t> view_image(const Decoded& decoded, const View& view) {
  const Extent whole{decoded.whole.height, decoded.whole.width};
  return view_of(decoded.image, view, whole, decoded.eighths);
}

}  // namespace tlhost::engine
