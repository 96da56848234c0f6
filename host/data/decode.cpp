#include "host/data/decoders.hpp"
#include "host/data/png_file.hpp"
#include "host/data/record_fields.hpp"
#include "host/data/reduce.hpp"

#include <tlhost/error.hpp>

#include <string>

namespace tlhost::engine {

void check_image_size(std::int64_t width, std::int64_t height) {
  const bool fits = width > 0 && height > 0 && width <= kMaxSide && height <= kMaxSide &&
                    width * height <= kMaxPixels;
  if (!fits) {
    throw DataError("image of " + text_of_number(width) + " x " + text_of_number(height) +
                    " pixels; expected sides from 1 to " + text_of_number(kMaxSide) +
                    " and at most " + text_of_number(kMaxPixels) + " pixels");
  }
}

ImageHeader read_image_header(const std::vector<std::uint8_t>& bytes) {
  const std::string kind = sniff(bytes);
  if (kind == "jpeg") {
    return read_jpeg_header(bytes);
  }
  if (kind != "png") {
    throw DataError(kind);
  }
  const PngFile file = read_png(bytes);
  ImageHeader header;
  header.width = static_cast<std::int32_t>(file.width);
  header.height = static_cast<std::int32_t>(file.height);
  header.channels = file.colour || file.indexed ? 3 : 1;
  header.ranged = file.depth != 16;
  return header;
}

Image decode_image(const std::vector<std::uint8_t>& bytes) {
  const std::string kind = sniff(bytes);
  if (kind == "jpeg") {
    return decode_jpeg(bytes, 8);
  }
  if (kind == "png") {
    return decode_png(bytes);
  }
  throw DataError(kind);
}

Decoded decode_at_least(const std::vector<std::uint8_t>& bytes, const Extent& least) {
  Decoded decoded;
  if (sniff(bytes) == "jpeg") {
    decoded.whole = read_jpeg_header(bytes);
    decoded.eighths = eighths_for({decoded.whole.height, decoded.whole.width}, least);
    decoded.image = decode_jpeg(bytes, decoded.eighths);
    return decoded;
  }
  decoded.image = decode_image(bytes);
  const Image& image = decoded.image;
  decoded.whole = {image.height, image.width, image.channels, false, image.bits == 8};
  return decoded;
}

}  // namespace tlhost::engine
