// Pigmented lesions.  What differs between the classes are three signs of the dermatologist: the
// outline is ragged, the pigment forms net and globules, and it lies to one side.  A benign lesion
// has as much of the counterpart: broad bulges, soft clouds or streaks, darker to the middle.
// Layers are scaled to equal mean and deviation over the lesion, outlines to equal area, and size,
// place, colours, light and hair are drawn alike, so none of these gives the class away.
#include "domains.hpp"
#include "shapes.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <functional>
#include <vector>

namespace tlhost {
namespace phantom {
namespace {

using Layer = std::function<double(const Point&)>;

/// The layer less its mean and over its deviation inside the outline.
Layer levelled(const Layer& layer, const Contour& contour) {
  constexpr int kSteps = 24;
  double n = 0;
  double sum = 0;
  double squares = 0;
  for (int i = 0; i < kSteps * kSteps; ++i) {
    const Point p{3.0 * (i % kSteps + 0.5) / kSteps - 1.5, 3.0 * (i / kSteps + 0.5) / kSteps - 1.5};
    if (std::sqrt(p.x * p.x + p.y * p.y) < contour.radius(std::atan2(p.y, p.x))) {
      const double value = layer(p);
      n += 1;
      sum += value;
      squares += value * value;
    }
  }
  const double mean = sum / n;
  const double deviation = std::sqrt(std::max(1e-6, squares / n - mean * mean));
  return [layer, mean, deviation](const Point& p) { return (layer(p) - mean) / deviation; };
}

/// Strength of one sign, 0 .. 1: apart by class, and spread.
double sign_strength(const Scene& scene, Random& random) {
  const double gap = 0.9 - 0.6 * scene.difficulty;
  const double centre = 0.5 + (scene.label == 1 ? 0.5 : -0.5) * gap;
  const double spread = 0.1 + 0.5 * scene.difficulty;
  return std::min(1.0, std::max(0.0, centre + random.uniform(-spread, spread)));
}

/// Outline and pigment of one lesion, in its own coordinates.
struct Lesion {
  Contour contour;
  Layer pigment, depth;  ///< levelled
};

Lesion make_lesion(const Scene& scene, Random& random) {
  Lesion lesion;
  const double border = sign_strength(scene, random);
  const double texture = sign_strength(scene, random);
  const double one_sided = sign_strength(scene, random);
  const double roughness = random.uniform(0.06, 0.11);
  const Contour bulging = Contour::round(random, roughness);
  lesion.contour = Contour::between(bulging, Contour::ragged(random, roughness), border);
  const Pattern soft(random.chance(0.5) ? Texture::plain : Texture::stripes, random);
  const Pattern sharp(random.chance(0.5) ? Texture::dots : Texture::net, random);
  const Layer soft_layer = levelled([soft](const Point& p) { return soft.at(p); }, lesion.contour);
  const Layer sharp_layer =
      levelled([sharp](const Point& p) { return sharp.at(p); }, lesion.contour);
  lesion.pigment = levelled(
      [=](const Point& p) { return (1 - texture) * soft_layer(p) + texture * sharp_layer(p); },
      lesion.contour);
  const double side = random.angle();
  const Layer across =
      levelled([side](const Point& p) { return std::cos(side) * p.x + std::sin(side) * p.y; },
               lesion.contour);
  const Layer inwards =
      levelled([](const Point& p) { return -(p.x * p.x + p.y * p.y); }, lesion.contour);
  lesion.depth =
      levelled([=](const Point& p) { return (1 - one_sided) * inwards(p) + one_sided * across(p); },
               lesion.contour);
  return lesion;
}

/// Thin arcs, dark or fair.
void paint_hair(Canvas& canvas, std::int64_t count, Random& random) {
  const Colour colour = from_hsv(random.uniform(0.04, 0.1), 0.5, random.uniform(0.08, 0.5));
  for (; count > 0; --count) {
    const double radius = random.uniform(0.8, 4);
    const double angle = random.angle();
    const Point through{random.uniform(-0.9, 0.9), random.uniform(-0.9, 0.9)};
    const Point centre{through.x + radius * std::cos(angle), through.y + radius * std::sin(angle)};
    const double width = random.uniform(0.012, 0.03);
    canvas.paint([&](const Point& p, const Colour& c) {
      const double x = p.x - centre.x;
      const double y = p.y - centre.y;
      const double distance = std::abs(std::sqrt(x * x + y * y) - radius);
      return blend(c, colour, 0.85 * (1 - smooth_step(0.5 * width, 1.5 * width, distance)));
    });
  }
}

void draw(const Scene& scene, Image& out) {
  Random subject(scene.subject);
  Random view(scene.view);
  const Colour skin =
      from_hsv(subject.uniform(0.02, 0.07), subject.uniform(0.2, 0.5), subject.uniform(0.55, 0.95));
  const Colour brown =
      from_hsv(subject.uniform(0.01, 0.07), subject.uniform(0.45, 0.8), subject.uniform(0.2, 0.55));
  const double opacity = subject.uniform(0.6, 0.95);
  const double pigment = subject.uniform(0.1, 0.2);
  const double depth = subject.uniform(0.08, 0.18);
  const double softness = subject.uniform(0.05, 0.16);
  const auto hairs = subject.whole(-3, 8);
  const Lesion lesion = make_lesion(scene, subject);
  Pose pose;
  pose.size = subject.uniform(0.45, 0.7);
  pose.stretch = subject.uniform(1, 1.5);

  pose.centre = {view.uniform(-0.22, 0.22), view.uniform(-0.22, 0.22)};
  pose.angle = view.angle();
  const Noise grain(view.next());
  const double sun = view.angle();
  const double slope = view.uniform(0, 0.2);
  const double vignette = view.uniform(0, 0.7);
  const double light = view.uniform(0.8, 1.15);
  const Colour cast = {
      view.uniform(0.92, 1.08), view.uniform(0.92, 1.08), view.uniform(0.92, 1.08)};
  Canvas canvas(scene.side);
  canvas.paint([&](const Point& p, const Colour&) {
    const Point q = pose.local(p);
    const Colour ground = skin * (1 + 0.06 * grain.cloud(4 * p.x, 4 * p.y));
    const double covered = coverage(lesion.contour, q, softness);
    if (covered == 0) {
      return ground;
    }
    const double shade = 1 - pigment * lesion.pigment(q) - depth * lesion.depth(q);
    return blend(ground, brown * std::max(0.2, shade), opacity * covered);
  });
  paint_hair(canvas, hairs, view);
  canvas.paint([&](const Point& p, const Colour& c) {
    const double corner = smooth_step(0.7, 1.5, std::sqrt(p.x * p.x + p.y * p.y));
    const double lit = light * (1 + slope * (std::cos(sun) * p.x + std::sin(sun) * p.y));
    return c * cast * (lit * (1 - vignette * corner));
  });
  canvas.develop(3, 0.01 + 0.04 * scene.difficulty * view.uniform(), view.next(), out);
}

}  // namespace

Domain skin() { return {"skin", 3, {"benign", "malignant"}, &draw}; }

}  // namespace phantom
}  // namespace tlhost
