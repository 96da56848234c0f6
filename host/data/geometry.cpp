#include "host/data/geometry.hpp"

#include <cmath>
#include <cstdlib>
#include <cstring>

namespace tlhost::engine {
namespace {

constexpr double kPi = 3.14159265358979323846;

/// 2 1 | 0 1 2 3 | 2 1 0 1: the edge is not repeated.
std::int64_t reflect(std::int64_t x, std::int64_t size) {
  if (size == 1) {
    return 0;
  }
  const std::int64_t period = 2 * (size - 1), y = std::abs(x) % period;
  return y < size ? y : period - y;
}

/// Two neighbours in a row or column, and how much the second one counts.
struct Between {
  std::int64_t first = 0, second = 0;
  double share = 0;
};

Between between(double place, std::int64_t size) {
  const double below = std::floor(place);
  const auto first = static_cast<std::int64_t>(below);
  return {reflect(first, size), reflect(first + 1, size), place - below};
}

void copy_pixels(const ByteImage& image, const Geometry& geometry, std::uint8_t* out) {
  const std::int64_t size = image.size, channels = image.channels;
  for (std::int64_t y = 0; y < size; ++y) {
    const std::int64_t row = (geometry.upside_down ? size - 1 - y : y) + geometry.down;
    const std::uint8_t* line = image.bytes + reflect(row, size) * size * channels;
    for (std::int64_t x = 0; x < size; ++x) {
      const std::int64_t column = (geometry.mirror ? size - 1 - x : x) + geometry.right;
      std::memcpy(out, line + reflect(column, size) * channels, static_cast<std::size_t>(channels));
      out += channels;
    }
  }
}

void interpolate(const ByteImage& image,
                 const Between& row,
                 const Between& column,
                 std::uint8_t* out) {
  const std::int64_t size = image.size, channels = image.channels;
  const std::uint8_t* const upper = image.bytes + row.first * size * channels;
  const std::uint8_t* const lower = image.bytes + row.second * size * channels;
  const std::int64_t left = column.first * channels, right = column.second * channels;
  for (std::int64_t c = 0; c < channels; ++c) {
    const double above = upper[left + c] + column.share * (upper[right + c] - upper[left + c]);
    const double below = lower[left + c] + column.share * (lower[right + c] - lower[left + c]);
    out[c] = to_byte(above + row.share * (below - above));
  }
}

void warp(const ByteImage& image, const Geometry& geometry, std::uint8_t* out) {
  const double middle = static_cast<double>(image.size - 1) / 2,
               angle = geometry.degrees * kPi / 180;
  const double cosine = std::cos(angle) / geometry.factor, sine = std::sin(angle) / geometry.factor;
  for (std::int64_t row = 0; row < image.size; ++row) {
    const double v = (static_cast<double>(row) - middle) * (geometry.upside_down ? -1 : 1);
    for (std::int64_t column = 0; column < image.size; ++column) {
      const double u = (static_cast<double>(column) - middle) * (geometry.mirror ? -1 : 1);
      const double x = u * cosine - v * sine + middle + static_cast<double>(geometry.right);
      const double y = u * sine + v * cosine + middle + static_cast<double>(geometry.down);
      interpolate(image, between(y, image.size), between(x, image.size), out);
      out += image.channels;
    }
  }
}

}  // namespace

bool moves_pixels(const AugmentRule& rule) {
  return rule.flip || rule.flip_vertical || rule.crop != 0 || rule.rotate != 0 || rule.scale != 0;
}

Geometry draw_geometry(const AugmentRule& rule,
                       const AugmentKey& key,
                       std::string_view id,
                       std::int64_t size) {
  Geometry geometry;
  // Flip and crop share a stream: so they have been drawn from the beginning.
  Stream stream = augment_stream(key, "augment", id);
  geometry.mirror = rule.flip && stream.below(2) == 1;
  const auto margin = static_cast<std::int64_t>(std::lround(rule.crop * static_cast<double>(size)));
  if (margin > 0) {
    const auto places = static_cast<std::uint64_t>(2 * margin + 1);
    geometry.down = static_cast<std::int64_t>(stream.below(places)) - margin;
    geometry.right = static_cast<std::int64_t>(stream.below(places)) - margin;
  }
  if (rule.flip_vertical) {
    geometry.upside_down = augment_stream(key, "augment/flip_vertical", id).below(2) == 1;
  }
  if (rule.rotate != 0) {
    geometry.degrees = rule.rotate * (2 * augment_stream(key, "augment/rotate", id).uniform() - 1);
  }
  if (rule.scale != 0) {
    geometry.factor = 1 + rule.scale * (2 * augment_stream(key, "augment/scale", id).uniform() - 1);
  }
  return geometry;
}

void move_pixels(const ByteImage& image, const Geometry& geometry, std::uint8_t* out) {
  if (geometry.degrees == 0 && geometry.factor == 1) {
    copy_pixels(image, geometry, out);
  } else {
    warp(image, geometry, out);
  }
}

}  // namespace tlhost::engine
