#pragma once
#include "host/data/view.hpp"

#include <cstdint>
#include <vector>

namespace tlhost::engine {

/// Sides of a picture.
struct Extent {
  std::int64_t height = 0, width = 0;
  bool operator==(const Extent&) const = default;
};

/// The picture that a JPEG's decoder gives at `eighths` of its size; a part of a pixel counts.
Extent reduced(const Extent& whole, int eighths);

/// To what a picture is resized for a view: before padding, after cropping.
Extent sides_in(const View& view, const Extent& whole);

/// The least of 1, 2, 4 and 8 eighths at which no side is shorter than in `least`; 8 where there is
/// none.
int eighths_for(const Extent& whole, const Extent& least);

/// A file's picture, or a reduced one.
struct Decoded {
  Image image;
  ImageHeader whole;
  int eighths = 8;  ///< of the whole picture's sides
};

/// As view_image of an image; that it is reduced changes nothing but detail.
std::vector<std::uint8_t> view_image(const Decoded& decoded, const View& view);

/// Decodes a JPEG no further than eighths_for() says, and any other file whole.
/// Errors, threads: as decode_image.
Decoded decode_at_least(const std::vector<std::uint8_t>& bytes, const Extent& least);

}  // namespace tlhost::engine
