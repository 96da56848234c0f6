#include "host/data/colour_jitter.hpp"

#include "host/data/byte_image.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace tlhost::engine {
namespace {

constexpr double kWhite = 255;
using Colour = std::array<double, 3>;  // red, green, blue

double grey_of(const double* pixel, std::int64_t channels) {
  // ITU-R 601, with the digits of torchvision.
  return channels == 1 ? pixel[0] : 0.2989 * pixel[0] + 0.587 * pixel[1] + 0.114 * pixel[2];
}

/// value, moved from `from` to `factor` times its distance.
double spread(double value, double from, double factor) {
  return std::clamp(from + factor * (value - from), 0.0, kWhite);
}

double mean_grey(const std::vector<double>& values, std::int64_t channels) {
  double sum = 0;
  for (std::size_t i = 0; i < values.size(); i += static_cast<std::size_t>(channels)) {
    sum += grey_of(&values[i], channels);
  }
  return sum * static_cast<double>(channels) / static_cast<double>(values.size());
}

/// The colour with its hue turned by `turn` of the circle; saturation and value (of HSV) stay.
Colour turned(const Colour& colour, double turn) {
  const auto [low, high] = std::minmax_element(colour.begin(), colour.end());
  const double value = *high, range = *high - *low;
  if (range == 0) {
    return colour;
  }
  const auto [red, green, blue] = colour;
  // In sixths of the circle, red at 0.
  double hue = value == red     ? (green - blue) / range
               : value == green ? (blue - red) / range + 2
                                : (red - green) / range + 4;
  hue += 6 * turn;
  hue -= 6 * std::floor(hue / 6);
  const auto channel = [=](double n) {
    const double k = std::fmod(n + hue, 6);
    return value - range * std::clamp(std::min(k, 4 - k), 0.0, 1.0);
  };
  return {channel(5), channel(3), channel(1)};
}

void turn_hues(std::vector<double>& values, double turn) {
  for (std::size_t i = 0; i + 2 < values.size(); i += 3) {
    const Colour colour = turned({values[i], values[i + 1], values[i + 2]}, turn);
    std::copy(colour.begin(), colour.end(), values.begin() + static_cast<std::ptrdiff_t>(i));
  }
}

void saturate(std::vector<double>& values, double factor) {
  for (std::size_t i = 0; i + 2 < values.size(); i += 3) {
    const double grey = grey_of(&values[i], 3);
    for (std::size_t c = i; c < i + 3; ++c) {
      values[c] = spread(values[c], grey, factor);
    }
  }
}

/// 1 - width .. 1 + width; 1, and nothing drawn, for 0.
double factor_of(double width,
                 const AugmentKey& key,
                 std::string_view purpose,
                 std::string_view id) {
  return width == 0 ? 1 : 1 + width * (2 * augment_stream(key, purpose, id).uniform() - 1);
}

}  // namespace

bool changes_colours(const AugmentRule& rule) {
  return rule.brightness != 0 || rule.contrast != 0 || rule.saturation != 0 || rule.hue != 0;
}

ColourChange draw_colours(const AugmentRule& rule, const AugmentKey& key, std::string_view id) {
  return {.brightness = factor_of(rule.brightness, key, "augment/brightness", id),
          .contrast = factor_of(rule.contrast, key, "augment/contrast", id),
          .saturation = factor_of(rule.saturation, key, "augment/saturation", id),
          .hue = rule.hue == 0
                     ? 0
                     : rule.hue * (2 * augment_stream(key, "augment/hue", id).uniform() - 1)};
}

void change_colours_(std::uint8_t* bytes,
                     std::int64_t pixels,
                     std::int64_t channels,
                     const ColourChange& change) {
  std::vector<double> values(bytes, bytes + pixels * channels);
  for (double& value : values) {
    value = spread(value, 0, change.brightness);
  }
  if (change.contrast != 1) {
    const double mean = mean_grey(values, channels);
    for (double& value : values) {
      value = spread(value, mean, change.contrast);
    }
  }
  if (channels == 3 && change.saturation != 1) {
    saturate(values, change.saturation);
  }
  if (channels == 3 && change.hue != 0) {
    turn_hues(values, change.hue);
  }
  std::transform(values.begin(), values.end(), bytes, to_byte);
}

}  // namespace tlhost::engine
