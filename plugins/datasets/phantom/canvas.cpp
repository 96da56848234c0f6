#include "canvas.hpp"

#include "random.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace tlhost {
namespace phantom {
namespace {

std::uint8_t byte(double value) {
  return static_cast<std::uint8_t>(std::lround(255 * std::min(1.0, std::max(0.0, value))));
}

}  // namespace

double smooth_step(double low, double high, double x) {
  const double t = std::min(1.0, std::max(0.0, (x - low) / (high - low)));
  return t * t * (3 - 2 * t);
}

Colour from_hsv(double hue, double saturation, double value) {
  const auto channel = [&](double offset) {
    const double sixth = 6 * (hue - std::floor(hue)) + offset;
    const double k = std::fmod(sixth, 6);
    return value * (1 - saturation * std::max(0.0, std::min({k, 4 - k, 1.0})));
  };
  return {channel(5), channel(3), channel(1)};
}

Canvas::Canvas(std::int32_t side)
    : size_(2 * static_cast<std::size_t>(side)), pixels_(size_ * size_) {}

void Canvas::develop(std::int32_t channels, double noise, std::uint64_t seed, Image& out) const {
  Random random(seed);
  const std::size_t side = size_ / 2;
  out.height = out.width = static_cast<std::int32_t>(side);
  out.channels = channels;
  out.bits = 8;
  out.black = 0;
  out.white = 255;
  out.bytes.clear();
  out.bytes.reserve(side * side * static_cast<std::size_t>(channels));
  for (std::size_t y = 0; y < side; ++y) {
    for (std::size_t x = 0; x < side; ++x) {
      const Colour* top = &pixels_[2 * y * size_ + 2 * x];
      const Colour mean = (top[0] + top[1] + top[size_] + top[size_ + 1]) * 0.25;
      const std::array<double, 3> values = {mean.r, mean.g, mean.b};
      for (std::size_t c = 0; c < static_cast<std::size_t>(channels); ++c) {
        out.bytes.push_back(byte(values[c] + noise * random.normal()));
      }
    }
  }
}

}  // namespace phantom
}  // namespace tlhost
