// Things with outline and texture, on cluttered grounds.  Each outline comes with two textures and
// each texture with two outlines, so that neither alone tells the class: a network has to learn
// both.
#include "domains.hpp"
#include "shapes.hpp"

#include <array>
#include <cmath>
#include <cstddef>
#include <vector>

namespace tlhost {
namespace phantom {
namespace {

enum class Outline : std::uint8_t { round, lobed, spiky, polygon };

struct Kind {
  const char* name;
  Outline outline;
  Texture texture;
};

constexpr std::array<Kind, 8> kKinds = {{{"pebble", Outline::round, Texture::plain},
                                         {"egg", Outline::round, Texture::dots},
                                         {"shell", Outline::lobed, Texture::stripes},
                                         {"leaf", Outline::lobed, Texture::net},
                                         {"urchin", Outline::spiky, Texture::dots},
                                         {"starfish", Outline::spiky, Texture::net},
                                         {"gem", Outline::polygon, Texture::plain},
                                         {"crate", Outline::polygon, Texture::stripes}}};

Contour outline_of(Outline outline, Random& random) {
  switch (outline) {
    case Outline::lobed:
      return Contour::lobed(random);
    case Outline::spiky:
      return Contour::spiky(random);
    case Outline::polygon:
      return Contour::polygon(random);
    default:
      return Contour::round(random, random.uniform(0.03, 0.1));
  }
}

double brightness(const Colour& c) { return 0.3 * c.r + 0.6 * c.g + 0.1 * c.b; }

Colour any_colour(Random& random) {
  return from_hsv(random.uniform(), random.uniform(0.1, 0.9), random.uniform(0.2, 0.95));
}

/// A colour that stands out from another, in brightness.
Colour colour_against(const Colour& other, double contrast, Random& random) {
  Colour colour = any_colour(random);
  for (int i = 0; i < 30 && std::abs(brightness(colour) - brightness(other)) < contrast; ++i) {
    colour = any_colour(random);
  }
  return colour;
}

Pose pose_of(Random& random, double spread, double low, double high) {
  Pose pose;
  pose.centre = {random.uniform(-spread, spread), random.uniform(-spread, spread)};
  pose.size = random.uniform(low, high);
  pose.angle = random.angle();
  pose.stretch = random.uniform(1, 1.6);
  return pose;
}

/// Two colours that run into each other, a faint texture, and some plain shapes and bars.
void paint_ground(Canvas& canvas, const Colour& base, Random& subject, Random& view) {
  const Colour other = blend(base, any_colour(subject), 0.5);
  const Noise clouds(view.next());
  const Pattern pattern(static_cast<Texture>(view.whole(0, 3)), view);
  const double depth = view.uniform(0, 0.2);
  const double scale = view.uniform(0.7, 2);
  canvas.paint([&](const Point& p, const Colour&) {
    const Colour ground = blend(base, other, 0.5 + 0.5 * clouds.cloud(2 * p.x, 2 * p.y));
    return ground * (1 - depth * pattern.at({scale * p.x, scale * p.y}));
  });
  for (std::int64_t i = view.whole(0, 3); i > 0; --i) {
    const Colour colour = blend(base, any_colour(view), 0.6);
    Pose pose = pose_of(view, 1.1, 0.06, 0.22);
    pose.stretch = view.uniform(1, 9);
    const Contour contour = outline_of(static_cast<Outline>(view.whole(0, 3)), view);
    canvas.paint([&](const Point& p, const Colour& c) {
      return blend(c, colour, coverage(contour, pose.local(p), 0.1));
    });
  }
}

void draw(const Scene& scene, Image& out) {
  const Kind& kind = kKinds[static_cast<std::size_t>(scene.label)];
  Random subject(scene.subject);
  Random view(scene.view);
  const double contrast = 0.36 - 0.24 * scene.difficulty;
  const Colour ground = any_colour(subject);
  const Colour body = colour_against(ground, contrast, subject);
  const Colour mark = blend(body, colour_against(body, contrast, subject), 0.8);
  const Contour contour = outline_of(kind.outline, subject);
  const Pattern pattern(kind.texture, subject);

  Canvas canvas(scene.side);
  paint_ground(canvas, ground, subject, view);
  const Pose pose = pose_of(view, 0.2, 0.5, 0.72);
  const double sun = view.angle();
  const double shade = view.uniform(0, 0.3);
  const double light = view.uniform(0.8, 1.15);
  const Colour cast = {view.uniform(0.85, 1.1), view.uniform(0.85, 1.1), view.uniform(0.85, 1.1)};
  canvas.paint([&](const Point& p, const Colour& c) {
    const double all = light * (1 + 0.5 * shade * (std::sin(sun) * p.x - std::cos(sun) * p.y));
    const Point q = pose.local(p);
    const double covered = coverage(contour, q, 0.05);
    if (covered == 0) {
      return c * cast * all;
    }
    const double lit = 1 + shade * (std::cos(sun) * q.x + std::sin(sun) * q.y);
    return blend(c, blend(body, mark, pattern.at(q)) * lit, covered) * cast * all;
  });
  canvas.develop(3, 0.01 + 0.04 * scene.difficulty * view.uniform(), view.next(), out);
}

}  // namespace

Domain natural() {
  Domain domain{"natural", 3, {}, &draw};
  for (const Kind& kind : kKinds) {
    domain.classes.emplace_back(kind.name);
  }
  return domain;
}

}  // namespace phantom
}  // namespace tlhost
