// Values: python3 tests/parity/augment_golden.py (warped, draws).
#include "host/data/geometry.hpp"

#include "tests/support/catch.hpp"

#include <cmath>
#include <cstdlib>
#include <set>
#include <string>
#include <vector>

using tlhost::engine::AugmentKey;
using tlhost::engine::AugmentRule;
using tlhost::engine::ByteImage;
using tlhost::engine::draw_geometry;
using tlhost::engine::Geometry;
using tlhost::engine::move_pixels;

namespace {

using Bytes = std::vector<std::uint8_t>;
constexpr std::int64_t kSide = 8;

Bytes formula_image() {
  Bytes bytes;
  for (int y = 0; y < kSide; ++y) {
    for (int x = 0; x < kSide; ++x) {
      bytes.push_back(static_cast<std::uint8_t>((y * 37 + x * x * 11 + x * y * 5) % 256));
    }
  }
  return bytes;
}

Bytes moved(const Bytes& image, const Geometry& geometry, std::int64_t channels = 1) {
  Bytes out(image.size());
  move_pixels({image.data(), kSide, channels}, geometry, out.data());
  return out;
}

Geometry turned(double degrees, double factor = 1) {
  Geometry geometry;
  geometry.degrees = degrees;
  geometry.factor = factor;
  return geometry;
}

/// Largest difference in grey levels.
int distance(const Bytes& bytes, const std::vector<int>& expected) {
  REQUIRE(bytes.size() == expected.size());
  int most = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    most = std::max(most, std::abs(bytes[i] - expected[i]));
  }
  return most;
}

const AugmentRule kAll{
    .flip = true, .crop = 0.125, .flip_vertical = true, .rotate = 180, .scale = 0.5};

}  // namespace

TEST_CASE("an image is turned and scaled as torchvision does", "[data][augment]") {
  const std::vector<int> by_30 = {118, 146, 188, 61,  149, 138, 118, 67,  54,  80,  165, 175, 113,
                                  31,  200, 121, 38,  94,  171, 72,  136, 136, 134, 91,  61,  112,
                                  183, 193, 115, 51,  161, 137, 86,  128, 191, 134, 127, 114, 126,
                                  115, 120, 148, 199, 105, 122, 96,  127, 89,  169, 166, 216, 59,
                                  124, 96,  114, 143, 172, 181, 142, 39,  123, 185, 31,  105};
  const std::vector<int> by_minus_135 = {
      117, 82,  57,  42,  183, 166, 160, 170, 135, 85,  171, 60,  168, 163, 156, 158,
      112, 112, 89,  86,  163, 154, 98,  82,  84,  116, 128, 120, 174, 155, 81,  32,
      170, 166, 73,  115, 152, 165, 74,  11,  167, 90,  123, 149, 102, 184, 80,  77,
      63,  121, 210, 81,  105, 118, 188, 168, 116, 157, 75,  92,  125, 110, 95,  156};
  // torchvision computes places in float32, which moves values that are almost halves.
  CHECK(distance(moved(formula_image(), turned(30)), by_30) <= 1);
  CHECK(distance(moved(formula_image(), turned(-135, 0.8)), by_minus_135) <= 1);
}

TEST_CASE("a turn by a right angle moves pixels exactly, counter-clockwise", "[data][augment]") {
  const Bytes image = formula_image();
  const Bytes quarter = moved(image, turned(90)), half = moved(image, turned(180));
  for (std::size_t y = 0; y < kSide; ++y) {
    for (std::size_t x = 0; x < kSide; ++x) {
      CHECK(quarter[y * kSide + x] == image[x * kSide + (kSide - 1 - y)]);
      CHECK(half[y * kSide + x] == image[(kSide - 1 - y) * kSide + (kSide - 1 - x)]);
    }
  }
  CHECK(moved(image, turned(-180)) == half);
}

TEST_CASE("a turned image is flipped and moved as one that is not", "[data][augment]") {
  const Bytes image = formula_image();
  Geometry plain{.mirror = true, .upside_down = true, .down = -2, .right = 3};
  Geometry once_round = plain;
  once_round.degrees = 360;
  CHECK(moved(image, once_round) == moved(image, plain));
  CHECK(moved(image, plain) != image);
  // Both flips are half a turn.
  CHECK(moved(image, {.mirror = true, .upside_down = true}) == moved(image, turned(180)));
}

TEST_CASE("each channel of a pixel goes the same way", "[data][augment]") {
  const Bytes grey = formula_image();
  Bytes colour;
  for (const std::uint8_t value : grey) {
    colour.insert(colour.end(), {value, 7, static_cast<std::uint8_t>(255 - value)});
  }
  const Geometry geometry{
      .mirror = true, .upside_down = false, .down = 1, .right = -2, .degrees = 33, .factor = 1.4};
  const Bytes one = moved(grey, geometry), three = moved(colour, geometry, 3);
  for (std::size_t i = 0; i < one.size(); ++i) {
    CHECK(three[3 * i] == one[i]);
    CHECK(three[3 * i + 1] == 7);
    CHECK(std::abs(three[3 * i + 2] - (255 - one[i])) <= 1);
  }
}

TEST_CASE("however small an image becomes, reflections fill the rest", "[data][augment]") {
  Bytes image(kSide * kSide, 50);
  CHECK(moved(image, turned(77, 0.1)) == image);
  image[9] = 51;
  for (const std::uint8_t value : moved(image, turned(77, 0.1))) {
    CHECK((value == 50 || value == 51));
  }
}

// The second reading of the streams guards what "flips" and "standard" have drawn from the
// beginning.
TEST_CASE("flips and crops are drawn as they always were", "[data][augment][golden]") {
  struct Drawn {
    bool mirror = false;
    std::int64_t down = 0, right = 0;
    double degrees = 0;
  };

  const std::vector<Drawn> expected = {{false, 2, -1, -67.4886866119483},
                                       {false, 4, 0, -104.56658621509777},
                                       {false, -3, -3, 125.31363955090688},
                                       {false, 5, -3, 156.69380826387257},
                                       {false, -2, -5, -62.37370331281461},
                                       {true, -4, 3, -144.87460525560178},
                                       {false, 4, 0, -73.46882176843923},
                                       {true, -5, 5, 37.03918013438769}};
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const std::string id = "image " + std::to_string(i);
    const Geometry drawn = draw_geometry(kAll, {3, 5}, id, 40);
    CHECK(drawn.mirror == expected[i].mirror);
    CHECK(drawn.down == expected[i].down);
    CHECK(drawn.right == expected[i].right);
    CHECK(drawn.degrees == Approx(expected[i].degrees).epsilon(1e-12));
  }
}

TEST_CASE("what is drawn does not depend on what else is drawn", "[data][augment]") {
  const AugmentKey key{3, 5, 0};
  const Geometry all = draw_geometry(kAll, key, "a", 40);
  CHECK(draw_geometry({.flip_vertical = true}, key, "a", 40).upside_down == all.upside_down);
  CHECK(draw_geometry({.rotate = 180}, key, "a", 40).degrees == all.degrees);
  CHECK(draw_geometry({.scale = 0.5}, key, "a", 40).factor == all.factor);
  CHECK(draw_geometry({.flip = true, .crop = 0.125}, key, "a", 40) ==
        Geometry{all.mirror, false, all.down, all.right, 0, 1});
  CHECK(draw_geometry({.rotate = 90}, key, "a", 40).degrees == Approx(all.degrees / 2));
}

TEST_CASE("another copy of a record is drawn anew", "[data][augment]") {
  std::set<double> degrees;
  for (std::uint64_t copy = 0; copy < 5; ++copy) {
    degrees.insert(draw_geometry({.rotate = 180}, {3, 5, copy}, "a", 40).degrees);
  }
  CHECK(degrees.size() == 5);
}

TEST_CASE("angles and factors fill their ranges", "[data][augment]") {
  double least = 1e9, most = -1e9, smallest = 1e9, largest = 0;
  int upside_down = 0;
  for (int i = 0; i < 1000; ++i) {
    const Geometry drawn = draw_geometry(
        {.flip_vertical = true, .rotate = 30, .scale = 0.2}, {1, 1}, std::to_string(i), 40);
    least = std::min(least, drawn.degrees);
    most = std::max(most, drawn.degrees);
    smallest = std::min(smallest, drawn.factor);
    largest = std::max(largest, drawn.factor);
    upside_down += drawn.upside_down ? 1 : 0;
  }
  CHECK(least == Approx(-30).margin(0.5));
  CHECK(most == Approx(30).margin(0.5));
  CHECK(smallest == Approx(0.8).margin(0.005));
  CHECK(largest == Approx(1.2).margin(0.005));
  CHECK(upside_down == Approx(500).margin(80));
}
