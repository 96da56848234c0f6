#pragma once
#include "host/data/view.hpp"

#include <tlhost/image.hpp>

#include <cstdint>
#include <vector>

namespace tlhost::engine {

/// Limits of an image, decoded or drawn.
inline constexpr std::int64_t kMaxSide = 65535, kMaxPixels = 100'000'000;

/// Errors: DataError naming size and limits if there is nothing to decode or too much of it.
void check_image_size(std::int64_t width, std::int64_t height);

/// bytes begin as a JPEG does.  Errors: see read_image_header.
ImageHeader read_jpeg_header(const std::vector<std::uint8_t>& bytes);
/// bytes begin as a JPEG does.  Errors: see decode_image.
Image decode_jpeg(const std::vector<std::uint8_t>& bytes, int eighths);
/// bytes begin as a PNG does.  Errors: see decode_image.
Image decode_png(const std::vector<std::uint8_t>& bytes);

}  // namespace tlhost::engine
