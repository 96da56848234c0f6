#include "host/data/view.hpp"

#include "host/data/decoders.hpp"
#include "host/data/record_fields.hpp"
#include "host/data/reduce.hpp"
#include "host/data/resample.hpp"
#include "host/data/resize.hpp"
#include "host/data/shown_image.hpp"

#include <tlhost/error.hpp>

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace tlhost::engine {
namespace {

void check_view(const View& view) {
  const bool fit = view.fit == "stretch" || view.fit == "crop" || view.fit == "pad";
  if (!fit || view.size < 1 || view.size > kMaxSide || (view.channels != 1 && view.channels != 3)) {
    throw std::invalid_argument("view_image: a view of size " + text_of_number(view.size) +
                                ", fit '" + view.fit + "', channels " +
                                text_of_number(view.channels));
  }
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

/// What an image shows as black and white: a view says it where the image does not.
ShownRange range_of(const Decoded& decoded, const View& view) {
  if (decoded.whole.ranged) {
    return {decoded.image.black, decoded.image.white};
  }
  if (!view.window) {
    throw DataError(
        "16-bit PNG, which does not say what is black and white; set \"image\": {\"window\": "
        "[BLACK, WHITE]} of its dataset, [0, 4095] for values of 12 bits");
  }
  return *view.window;
}

std::vector<std::uint8_t> view_of(const ShownImage& shown,
                                  const View& view,
                                  const Extent& whole,
                                  int eighths) {
  RasterRef picture = shown.ref();
  Raster grey;
  if (view.channels == 1 && picture.channels == 3) {
    grey = to_grey(picture);
    picture = grey.ref();
  }
  const Extent sides = sides_in(view, whole);
  Raster raster =
      resampled(picture, shown_section(view, whole, eighths), sides.height, sides.width);
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
  check_view(view);
  return view_of(ShownImage(image), view, {image.height, image.width}, 8);
}

std::vector<std::uint8_t> view_image(const Decoded& decoded, const View& view) {
  check_view(view);
  const Extent whole{decoded.whole.height, decoded.whole.width};
  return view_of(ShownImage(decoded.image, range_of(decoded, view)), view, whole, decoded.eighths);
}

}  // namespace tlhost::engine
