#include "host/data/look.hpp"

#include "tests/support/catch.hpp"

#include <tlhost/error.hpp>

#include <cmath>

using namespace tlhost::engine;
using tlhost::Image;

namespace {

constexpr double kTurn = 6.283185307179586;

/// A grey image of a formula of 0 <= y, x < 1.
template <class Formula>
Image image_of(int height, int width, Formula formula) {
  Image image;
  image.height = height;
  image.width = width;
  image.channels = 1;
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      image.bytes.push_back(
          static_cast<std::uint8_t>(std::lround(formula((y + 0.5) / height, (x + 0.5) / width))));
    }
  }
  return image;
}

double waves(double y, double x) {
  return 110 + 40 * std::sin(kTurn * (2 * x + y)) + 30 * std::cos(kTurn * (3 * y - x * y)) + 20 * x;
}

Image in_colour(const Image& grey) {
  Image colour = grey;
  colour.channels = 3;
  colour.bytes.clear();
  for (const std::uint8_t value : grey.bytes) {
    colour.bytes.insert(colour.bytes.end(), 3, value);
  }
  return colour;
}

}  // namespace

TEST_CASE("a look has the numbers that numpy computes", "[look]") {
  // import numpy as np; y, x = np.mgrid[:32, :32]; g = (y*y//4 + 3*x + x*y//8) % 200
  // k = np.arange(32)[:, None]; d = np.cos(np.pi * k * (2*np.arange(32) + 1) / 64); d[0] *= .5**.5
  // c = ((d @ g @ d.T)[:8, :8] * np.hypot(*np.mgrid[:8, :8])).ravel()[1:]
  // np.rint(127 * c / np.linalg.norm(c))
  Image image = image_of(32, 32, [](double, double) { return 0.0; });
  for (int y = 0; y < 32; ++y) {
    for (int x = 0; x < 32; ++x) {
      image.bytes[static_cast<std::size_t>(32 * y + x)] =
          static_cast<std::uint8_t>((y * y / 4 + 3 * x + x * y / 8) % 200);
    }
  }
  const Look golden{{-11, -5,  0,   -3, -2, 3, -1, -10, -14, -1,  -8,  1,  -2, -5, -1, -21,
                     -11, 10,  8,   2,  2,  6, -3, -9,  42,  8,   -16, 3,  -5, -1, 2,  7,
                     -13, -50, 22,  -5, 5,  0, -1, 8,   -26, 62,  2,   -3, 4,  -5, 6,  -9,
                     30,  -24, -34, 0,  -8, 6, -8, -4,  -13, -10, 28,  27, 2,  0,  6}};
  CHECK(look_of(image) == golden);
}

TEST_CASE("size, shape, brightness, contrast and colour change no look by much", "[look]") {
  const Look look = look_of(image_of(300, 200, waves));
  CHECK(likeness(look, look) == Approx(1));
  for (const auto& [height, width] :
       {std::pair(150, 100), {600, 400}, {300, 150}, {64, 64}, {1210, 790}}) {
    CHECK(likeness(look, look_of(image_of(height, width, waves))) > 0.99);
  }
  const auto brighter = [](double y, double x) { return 1.1 * waves(y, x) + 15; };
  CHECK(likeness(look, look_of(image_of(300, 200, brighter))) > 0.999);
  CHECK(look_of(in_colour(image_of(300, 200, waves))) == look);
  Image deep = image_of(300, 200, waves);
  deep.bits = 16;
  deep.white = 65535;
  std::vector<std::uint8_t> doubled;
  for (const std::uint8_t value : deep.bytes) {
    doubled.insert(doubled.end(), 2, value);
  }
  deep.bytes = doubled;
  CHECK(look_of(deep) == look);
}

TEST_CASE("other pictures, mirrored ones and negatives look otherwise", "[look]") {
  const Look look = look_of(image_of(100, 100, waves));
  const auto other = [](double y, double x) { return waves(x, y); };
  const auto mirrored = [](double y, double x) { return waves(y, 1 - x); };
  const auto negative = [](double y, double x) { return 255 - waves(y, x); };
  CHECK(likeness(look, look_of(image_of(100, 100, other))) < 0.9);
  CHECK(likeness(look, look_of(image_of(100, 100, mirrored))) < 0.9);
  CHECK(likeness(look, look_of(image_of(100, 100, negative))) < -0.99);
}

TEST_CASE("a picture of one tone is flat, and like none", "[look]") {
  const Look flat = look_of(image_of(40, 40, [](double, double x) { return 100 + 2 * x; }));
  CHECK(flat.is_flat());
  CHECK(likeness(flat, flat) == 0);
  CHECK(likeness(flat, look_of(image_of(40, 40, waves))) == 0);
  CHECK_FALSE(look_of(image_of(40, 40, waves)).is_flat());
}

TEST_CASE("a look comes back from its text, and other text is refused", "[look]") {
  const Look look = look_of(image_of(40, 40, waves));
  const std::string text = look_text(look);
  CHECK(text.size() == 126);
  CHECK(look_from_text(text) == look);
  const std::string wrong = GENERATE_COPY(
      std::string(), text.substr(1), text + "0", "G" + text.substr(1), "A" + text.substr(1));
  CHECK_THROWS_AS(look_from_text(wrong), tlhost::DataError);
}
