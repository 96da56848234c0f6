#include "shapes.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

namespace tlhost {
namespace phantom {
namespace {

double fade(double t) { return t * t * (3 - 2 * t); }

double wrapped(double angle) {
  const double turns = angle / (2 * kPi);
  return turns - std::floor(turns);
}

/// Sum of cosines round the outline, with deviation 1.
class Wave {
 public:
  Wave(Random& random, std::int64_t low, std::int64_t high) {
    double power = 0;
    for (std::int64_t k = low; k <= high; ++k) {
      const double size = random.uniform(0.4, 1) / std::sqrt(static_cast<double>(k));
      terms_.push_back({static_cast<double>(k), size, random.angle()});
      power += size * size / 2;
    }
    for (Term& term : terms_) {
      term.size /= std::sqrt(power);
    }
  }

  double at(double angle) const {
    double sum = 0;
    for (const Term& term : terms_) {
      sum += term.size * std::cos(term.order * angle + term.phase);
    }
    return sum;
  }

 private:
  struct Term {
    double order = 0, size = 0, phase = 0;
  };

  std::vector<Term> terms_;
};

}  // namespace

std::uint64_t Noise::corner(double x, double y) const {
  const auto column = static_cast<std::uint64_t>(static_cast<std::int64_t>(x));
  const auto row = static_cast<std::uint64_t>(static_cast<std::int64_t>(y));
  return scatter(seed_ + column * 0x9E3779B97F4A7C15u + row * 0xD1B54A32D192ED03u);
}

double Noise::at(double x, double y) const {
  const double left = std::floor(x);
  const double top = std::floor(y);
  const double u = fade(x - left);
  const double v = fade(y - top);
  const auto value = [this](double column, double row) {
    return static_cast<double>(corner(column, row) >> 11) * 0x1p-52 - 1;
  };
  const double above = value(left, top) * (1 - u) + value(left + 1, top) * u;
  const double below = value(left, top + 1) * (1 - u) + value(left + 1, top + 1) * u;
  return above * (1 - v) + below * v;
}

double Noise::cloud(double x, double y) const {
  return (at(x, y) + 0.5 * at(2 * x + 17, 2 * y) + 0.25 * at(4 * x, 4 * y + 31)) / 1.2;
}

Point Noise::jitter(double column, double row) const {
  const std::uint64_t bits = corner(column, row);
  return {static_cast<double>(bits >> 32) * 0x1p-32,
          static_cast<double>(bits & 0xFFFFFFFFu) * 0x1p-32};
}

template <class Radius>
Contour Contour::of(const Radius& radius) {
  Contour contour;
  for (std::size_t i = 0; i < kSteps; ++i) {
    contour.radii_[i] = std::max(0.15, radius(2 * kPi * static_cast<double>(i) / kSteps));
  }
  contour.scale();
  return contour;
}

void Contour::scale() {
  double area = 0;
  for (const double r : radii_) {
    area += r * r / kSteps;
  }
  for (double& r : radii_) {
    r /= std::sqrt(area);
  }
  farthest_ = *std::max_element(radii_.begin(), radii_.end());
}

Contour Contour::round(Random& random, double roughness) {
  const Wave wave(random, 2, 3);
  return of([&](double angle) { return 1 + roughness * wave.at(angle); });
}

Contour Contour::lobed(Random& random) {
  const auto lobes = static_cast<double>(random.whole(5, 8));
  const double depth = random.uniform(0.1, 0.2);
  const double phase = random.angle();
  const Wave wave(random, 2, 4);
  return of([&](double angle) {
    return 1 + depth * std::cos(lobes * angle + phase) + 0.05 * wave.at(angle);
  });
}

Contour Contour::spiky(Random& random) {
  const auto rays = static_cast<double>(random.whole(7, 13));
  const double depth = random.uniform(0.3, 0.5);
  const double phase = random.angle();
  const Wave wave(random, 2, 7);
  return of([&](double angle) {
    const double ray = std::abs(2 * wrapped(rays * angle + phase) - 1);  // 0 .. 1
    return 1 + depth * (1 + 0.3 * wave.at(angle)) * (ray - 0.5) * 1.6;
  });
}

Contour Contour::polygon(Random& random) {
  const auto sides = random.whole(3, 6);
  const double phase = random.angle();

  struct Side {
    double direction = 0, distance = 0;
  };

  std::vector<Side> all;
  for (std::int64_t i = 0; i < sides; ++i) {
    const double turn = static_cast<double>(i) + random.uniform(-0.15, 0.15);
    all.push_back({phase + 2 * kPi * turn / static_cast<double>(sides), random.uniform(0.85, 1.1)});
  }
  return of([&](double angle) {
    double nearest = 3;
    for (const Side& side : all) {
      const double facing = std::cos(angle - side.direction);
      if (facing > 0.2) {
        nearest = std::min(nearest, side.distance / facing);
      }
    }
    return nearest;
  });
}

Contour Contour::ragged(Random& random, double roughness) {
  const Wave wave(random, 6, 16);
  return of([&](double angle) { return 1 + roughness * wave.at(angle); });
}

Contour Contour::between(const Contour& a, const Contour& b, double at) {
  Contour contour;
  for (std::size_t i = 0; i < kSteps; ++i) {
    contour.radii_[i] = a.radii_[i] * (1 - at) + b.radii_[i] * at;
  }
  contour.scale();
  return contour;
}

double Contour::radius(double angle) const {
  const double place = wrapped(angle) * kSteps;
  const double below = std::floor(place);
  const auto i = static_cast<std::size_t>(below) % kSteps;
  return radii_[i] + (radii_[(i + 1) % kSteps] - radii_[i]) * (place - below);
}

Pattern::Pattern(Texture texture, Random& random) : texture_(texture) {
  const double angle = random.angle();
  cos_ = std::cos(angle);
  sin_ = std::sin(angle);
  period_ = random.uniform(0.42, 0.62);
  width_ = random.uniform(0.8, 1.2);
  noise_ = Noise(random.next());
}

double Pattern::at(const Point& p) const {
  const double u = (cos_ * p.x + sin_ * p.y) / period_;
  const double v = (cos_ * p.y - sin_ * p.x) / period_;
  if (texture_ == Texture::plain) {
    return 0.5 + 0.5 * noise_.cloud(0.6 * u, 0.6 * v);
  }
  if (texture_ == Texture::stripes) {
    const double bend = 0.35 * noise_.at(0.5 * u, 0.5 * v);
    return smooth_step(-0.4, 0.4, std::cos(2 * kPi * (u + bend)));
  }
  double nearest =
      9;  // squared distance to the nearest of a jittered grid's points, and to the next
  double second = 9;
  for (double row = std::floor(v) - 1; row <= std::floor(v) + 1; ++row) {
    for (double column = std::floor(u) - 1; column <= std::floor(u) + 1; ++column) {
      const Point jitter = noise_.jitter(column, row);
      const double x = column + 0.15 + 0.7 * jitter.x - u;
      const double y = row + 0.15 + 0.7 * jitter.y - v;
      const double distance = x * x + y * y;
      second = std::min(second, std::max(nearest, distance));
      nearest = std::min(nearest, distance);
    }
  }
  nearest = std::sqrt(nearest);
  if (texture_ == Texture::dots) {
    return 1 - smooth_step(0.2 * width_, 0.38 * width_, nearest);
  }
  return 1 - smooth_step(0.1 * width_, 0.3 * width_, std::sqrt(second) - nearest);
}

Point Pose::local(const Point& p) const {
  const double x = (p.x - centre.x) / size;
  const double y = (p.y - centre.y) / size;
  const double wide = std::sqrt(stretch);
  return {(std::cos(angle) * x + std::sin(angle) * y) / wide,
          (std::cos(angle) * y - std::sin(angle) * x) * wide};
}

double coverage(const Contour& contour, const Point& local, double softness) {
  const double distance = std::sqrt(local.x * local.x + local.y * local.y);
  if (distance > contour.farthest() + softness) {
    return 0;
  }
  const double edge = contour.radius(std::atan2(local.y, local.x));
  return 1 - smooth_step(-softness, softness, distance - edge);
}

}  // namespace phantom
}  // namespace tlhost
