// Frontal chest drawings: thorax, two lungs, heart, spine, ribs, collar bones, vessels.  A class of
// its own has one to three soft, cloudy patches in the lungs; both classes have smooth shadows low
// on both sides, and exposure, build and position vary alike.
#include "domains.hpp"
#include "shapes.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace tlhost {
namespace phantom {
namespace {

double squared(double x) { return x * x; }

/// 1 in the middle of an ellipse, falling smoothly to 0 around its rim.
double ellipse(const Point& p, const Point& centre, const Point& half, double softness) {
  const double distance =
      std::sqrt(squared((p.x - centre.x) / half.x) + squared((p.y - centre.y) / half.y));
  return 1 - smooth_step(1 - softness, 1 + softness, distance);
}

double bell(const Point& p, const Point& centre, const Point& half) {
  return std::exp(-squared((p.x - centre.x) / half.x) - squared((p.y - centre.y) / half.y));
}

/// A subject's chest: x from -1 to 1 across, y downwards.
class Chest {
 public:
  explicit Chest(Random& random)
      : width_(random.uniform(0.3, 0.36)),
        height_(random.uniform(0.66, 0.8)),
        apart_(random.uniform(0.42, 0.47)),
        dome_(random.uniform(0.48, 0.62)),
        heart_(random.uniform(0.24, 0.36)),
        ribs_(random.uniform(0.13, 0.17)),
        rib_phase_(random.uniform(0, 0.15)),
        rib_contrast_(random.uniform(0.04, 0.1)),
        bend_(random.uniform(0.25, 0.5)),
        fat_(random.uniform(0, 0.12)),
        vessels_(random.next()),
        vessel_contrast_(random.uniform(0.05, 0.12)) {}

  /// 0 .. 1: how much of the place is lung.
  double lung(const Point& p) const {
    const double side = p.x < 0 ? -1 : 1;
    const double field = ellipse(p, {side * apart_, -0.05}, {width_, height_}, 0.14);
    const double floor = dome_ + (p.x < 0 ? -0.05 : 0) + 0.5 * squared(std::abs(p.x) - apart_);
    return field * (1 - smooth_step(floor - 0.05, floor + 0.05, p.y));
  }

  /// Brightness, lungs and all, before exposure.
  double at(const Point& p) const {
    const double air = lung(p);
    double value = 0.62 * (1 - smooth_step(0.92, 1.1, std::abs(p.x) - 0.12 * p.y));
    value -= 0.42 * air;
    value += 0.12 * bell(p, {0, 0}, {0.12, 3});
    value += 0.3 * air * ellipse(p, {0.14, 0.3}, {heart_ + 0.08, heart_}, 0.25);
    value += 0.14 * air * bell(p, {p.x < 0 ? -0.17 : 0.17, -0.02}, {0.09, 0.16});
    value += fat_ * bell(p, {p.x < 0 ? -0.42 : 0.42, 0.38}, {0.24, 0.16});
    value += rib_contrast_ * ribs(p);
    const double vessel = 1 - std::abs(vessels_.cloud(7 * p.x, 4 * p.y)) * 2.5;
    return value + vessel_contrast_ * air * std::max(0.0, vessel);
  }

  /// A place in the lungs.
  Point place(Random& random) const {
    const double side = random.sign();
    return {side * (apart_ + random.uniform(-0.5, 0.5) * width_), random.uniform(-0.5, 0.42)};
  }

 private:
  double ribs(const Point& p) const {
    const double x = std::abs(p.x);
    const double cage = smooth_step(0.08, 0.2, x) * (1 - smooth_step(0.74, 0.88, x));
    const double y = p.y + bend_ * squared(x - 0.15) + rib_phase_;
    const double row = y / ribs_ - std::floor(y / ribs_) - 0.5;
    const double bone = 1 - smooth_step(0.12, 0.26, std::abs(row));
    const double collar = std::abs(p.y + 0.7 - 0.25 * (x - 0.4));
    const double shown = p.y > -0.7 && p.y < 0.7 ? 1 : 0;
    return cage * (bone * shown + 1.2 * (1 - smooth_step(0.03, 0.06, collar)));
  }

  double width_, height_, apart_, dome_, heart_, ribs_, rib_phase_, rib_contrast_, bend_, fat_;
  Noise vessels_;
  double vessel_contrast_;
};

/// A soft patch of cloudy texture.
struct Patch {
  Point centre, half;
  double strength = 0;
};

std::vector<Patch> make_patches(const Scene& scene, const Chest& chest, Random& random) {
  std::vector<Patch> patches;
  const auto count = scene.label == 1 ? random.whole(1, 3) : 0;
  for (std::int64_t i = 0; i < count; ++i) {
    patches.push_back({chest.place(random),
                       {random.uniform(0.12, 0.26), random.uniform(0.12, 0.3)},
                       random.uniform(0.7, 1.3) * (0.36 - 0.28 * scene.difficulty)});
  }
  return patches;
}

/// A tube, or a cable on the skin: in both classes.
struct Line {
  Point from;
  double slope = 0, bend = 0, bottom = 0, brightness = 0;

  double at(const Point& p) const {
    const double y = p.y - from.y;
    const double x = from.x + slope * y + bend * y * y;
    return p.y < bottom ? brightness * (1 - smooth_step(0.01, 0.03, std::abs(p.x - x))) : 0;
  }
};

void draw(const Scene& scene, Image& out) {
  Random subject(scene.subject);
  Random view(scene.view);
  const Chest chest(subject);
  const std::vector<Patch> patches = make_patches(scene, chest, subject);
  const Noise clouds(subject.next());

  const Point shift{view.uniform(-0.1, 0.1), view.uniform(-0.1, 0.1)};
  const double turn = view.uniform(-0.1, 0.1);
  const double scale = view.uniform(0.9, 1.12);
  const double gain = view.uniform(0.8, 1.2);
  const double offset = view.uniform(0.02, 0.2);
  const double gamma = view.uniform(0.75, 1.3);
  const double slope = view.uniform(-0.1, 0.1);
  std::vector<Line> lines;
  for (std::int64_t i = view.whole(-2, 2); i > 0; --i) {
    lines.push_back({{view.uniform(-0.6, 0.6), -1},
                     view.uniform(-0.3, 0.3),
                     view.uniform(-0.2, 0.2),
                     view.uniform(-0.3, 0.8),
                     view.uniform(0.08, 0.25)});
  }
  Canvas canvas(scene.side);
  canvas.paint([&](const Point& p, const Colour&) {
    const double x = (p.x - shift.x) / scale;
    const double y = (p.y - shift.y) / scale;
    const Point q{std::cos(turn) * x - std::sin(turn) * y, std::sin(turn) * x + std::cos(turn) * y};
    double value = chest.at(q);
    for (const Patch& patch : patches) {
      const double cloud = 0.75 + 0.5 * clouds.cloud(6 * q.x, 6 * q.y);
      value += patch.strength * cloud * bell(q, patch.centre, patch.half) * chest.lung(q);
    }
    for (const Line& line : lines) {
      value += line.at(q);
    }
    const double shown = std::min(1.0, std::max(0.0, offset + gain * value + slope * p.x));
    const double film = std::pow(shown, gamma);
    return Colour{film, film, film};
  });
  canvas.develop(1, 0.01 + 0.03 * scene.difficulty * view.uniform(), view.next(), out);
}

}  // namespace

Domain xray() { return {"xray", 1, {"normal", "opacity"}, &draw}; }

}  // namespace phantom
}  // namespace tlhost
