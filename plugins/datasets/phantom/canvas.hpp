#pragma once
#include <tlhost/image.hpp>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace tlhost {
namespace phantom {

/// In the picture: -1..1 from left to right and from top to bottom.
struct Point {
  double x = 0, y = 0;
};

/// 0 black .. 1 full.
struct Colour {
  double r = 0, g = 0, b = 0;
};

inline Colour operator*(const Colour& c, double k) { return {c.r * k, c.g * k, c.b * k}; }

inline Colour operator*(const Colour& c, const Colour& d) {
  return {c.r * d.r, c.g * d.g, c.b * d.b};
}

inline Colour operator+(const Colour& c, const Colour& d) {
  return {c.r + d.r, c.g + d.g, c.b + d.b};
}

/// From a to b, at 0 .. 1.
inline Colour blend(const Colour& a, const Colour& b, double at) { return a * (1 - at) + b * at; }

/// 0 below low, 1 above high, smooth between.
double smooth_step(double low, double high, double x);

/// Hue in turns; saturation and value 0 .. 1.
Colour from_hsv(double hue, double saturation, double value);

/// A square picture at twice its size, so that edges come out smooth.
class Canvas {
 public:
  explicit Canvas(std::int32_t side);

  /// Replaces each colour by change(point, colour).
  template <class Change>
  void paint(const Change& change) {
    const double step = 2.0 / static_cast<double>(size_);
    for (std::size_t i = 0; i < pixels_.size(); ++i) {
      const Point point{(static_cast<double>(i % size_) + 0.5) * step - 1,
                        (static_cast<double>(i / size_) + 0.5) * step - 1};
      pixels_[i] = change(point, pixels_[i]);
    }
  }

  /// Halves the size, adds noise of this deviation to each pixel and rounds to bytes; grey images
  /// keep the red channel.
  void develop(std::int32_t channels, double noise, std::uint64_t seed, Image& out) const;

 private:
  std::size_t size_ = 0;
  std::vector<Colour> pixels_;
};

}  // namespace phantom
}  // namespace tlhost
