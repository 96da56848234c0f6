#include "host/data/augment.hpp"

#include "host/data/colour_jitter.hpp"
#include "host/data/geometry.hpp"

#include <cmath>

namespace tlhost::engine {

bool changes_images(const AugmentRule& rule) {
  return moves_pixels(rule) || changes_colours(rule) || rule.cutout != 0;
}

std::vector<std::uint8_t> augmented_bytes(const ByteImage& image,
                                          const AugmentRule& rule,
                                          const AugmentKey& key,
                                          std::string_view id) {
  const std::int64_t pixels = image.size * image.size;
  std::vector<std::uint8_t> bytes(static_cast<std::size_t>(pixels * image.channels));
  move_pixels(image, draw_geometry(rule, key, id, image.size), bytes.data());
  if (changes_colours(rule)) {
    change_colours_(bytes.data(), pixels, image.channels, draw_colours(rule, key, id));
  }
  return bytes;
}

Window cutout_window(const AugmentRule& rule,
                     const AugmentKey& key,
                     std::string_view id,
                     std::int64_t size) {
  const auto side = static_cast<std::int64_t>(std::lround(rule.cutout * static_cast<double>(size)));
  if (side == 0) {
    return {};
  }
  Stream stream = augment_stream(key, "augment/cutout", id);
  const auto row = static_cast<std::int64_t>(stream.below(static_cast<std::uint64_t>(size)));
  const auto column = static_cast<std::int64_t>(stream.below(static_cast<std::uint64_t>(size)));
  return square_about(row, column, side, size);
}

}  // namespace tlhost::engine
