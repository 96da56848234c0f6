#include "host/data/decoders.hpp"
#include "host/data/record_fields.hpp"
#include "host/data/view.hpp"

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

Image decode_image(const std::vector<std::uint8_t>& bytes) {
  const std::string kind = sniff(bytes);
  if (kind == "jpeg") {
    return decode_jpeg(bytes);
  }
  if (kind == "png") {
    return decode_png(bytes);
  }
  throw DataError(kind);
}

}  // namespace tlhost::engine
