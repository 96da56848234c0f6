#pragma once
#include "canvas.hpp"
#include "random.hpp"

#include <array>
#include <cstdint>

namespace tlhost {
namespace phantom {

/// Smooth random values, the same at the same place.
class Noise {
 public:
  explicit Noise(std::uint64_t seed = 0) : seed_(seed) {}

  double at(double x, double y) const;            ///< -1 .. 1, features of size 1
  double cloud(double x, double y) const;         ///< three octaves of it, about -1 .. 1
  Point jitter(double column, double row) const;  ///< 0 .. 1 each, fixed for a cell

 private:
  std::uint64_t corner(double x, double y) const;

  std::uint64_t seed_;
};

/// A closed outline around the origin: its radius in each direction, scaled to the area of the unit
/// disc.
class Contour {
 public:
  static Contour round(Random& random, double roughness);  ///< two or three broad bulges
  static Contour lobed(Random& random);                    ///< petals
  static Contour spiky(Random& random);                    ///< rays of different lengths
  static Contour polygon(Random& random);  ///< three to six straight sides, not regular
  /// Notches and tongues of many sizes; as far from the disc, on average, as round() of this
  /// roughness.
  static Contour ragged(Random& random, double roughness);

  double radius(double angle) const;

  double farthest() const { return farthest_; }  ///< the largest radius

  /// Between two outlines, in each direction.
  static Contour between(const Contour& a, const Contour& b, double at);

 private:
  static constexpr std::size_t kSteps = 256;

  template <class Radius>
  static Contour of(const Radius& radius);
  void scale();

  std::array<double, kSteps> radii_{};
  double farthest_ = 0;
};

/// What covers a shape.
enum class Texture : std::uint8_t { plain, stripes, dots, net };

/// One texture with its own scale and irregularities; features are about a quarter of the unit in
/// size.
class Pattern {
 public:
  Pattern(Texture texture, Random& random);

  double at(const Point& p) const;  ///< 0 the ground .. 1 the mark

 private:
  Texture texture_;
  double period_ = 1, width_ = 0.2, cos_ = 1, sin_ = 0;
  Noise noise_;
};

/// Where a shape lies.
struct Pose {
  Point centre;
  double size = 0.5, angle = 0, stretch = 1;  ///< stretch: length over width

  Point local(const Point& p) const;  ///< the shape is the unit disc there, more or less
};

/// 1 inside the outline, 0 outside; softness: of the edge, in local units.
double coverage(const Contour& contour, const Point& local, double softness);

}  // namespace phantom
}  // namespace tlhost
