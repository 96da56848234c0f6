// Values: python3 tests/parity/augment_golden.py (jittered).
#include "host/data/colour_jitter.hpp"

#include "tests/support/catch.hpp"

#include <cmath>
#include <set>
#include <string>
#include <vector>

using tlhost::engine::change_colours_;
using tlhost::engine::ColourChange;
using tlhost::engine::draw_colours;

namespace {

using Bytes = std::vector<std::uint8_t>;

const Bytes kColours = {10, 200, 90, 250, 30, 30, 128, 128, 128, 0, 64, 255, 255, 255, 0, 7, 3, 1};

Bytes changed(Bytes bytes, const ColourChange& change, std::int64_t channels = 3) {
  change_colours_(
      bytes.data(), static_cast<std::int64_t>(bytes.size()) / channels, channels, change);
  return bytes;
}

/// Every byte is the expected value, rounded.
void check_near(const Bytes& bytes, const std::vector<double>& expected) {
  REQUIRE(bytes.size() == expected.size());
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    CHECK(std::abs(bytes[i] - expected[i]) <= 0.502);
  }
}

}  // namespace

TEST_CASE("colours change as torchvision changes them", "[data][augment]") {
  check_near(changed(kColours, {.brightness = 1.3}),
             {13.0,
              255.0,
              117.0,
              255.0,
              39.0,
              39.0,
              166.4,
              166.4,
              166.4,
              0.0,
              83.2,
              255.0,
              255.0,
              255.0,
              0.0,
              9.1,
              3.9,
              1.3});
  check_near(changed(kColours, {.contrast = 0.6}),
             {49.393,
              163.393,
              97.393,
              193.393,
              61.393,
              61.393,
              120.193,
              120.193,
              120.193,
              43.393,
              81.793,
              196.393,
              196.393,
              196.393,
              43.393,
              47.593,
              45.193,
              43.993});
  check_near(changed(kColours, {.saturation = 1.7}),
             {0.0,
              248.546,
              61.546,
              255.0,
              0.0,
              0.0,
              128.009,
              128.009,
              128.009,
              0.0,
              62.153,
              255.0,
              255.0,
              255.0,
              0.0,
              9.123,
              2.323,
              0.0});
  check_near(changed(kColours, {.hue = 0.2}),
             {10.0,
              82.0,
              200.0,
              206.0,
              250.0,
              30.0,
              128.0,
              128.0,
              128.0,
              242.0,
              0.0,
              255.0,
              0.0,
              255.0,
              51.0,
              3.8,
              7.0,
              1.0});
  check_near(changed(kColours, {.hue = -0.35}),
             {200.0,
              71.0,
              10.0,
              30.0,
              52.0,
              250.0,
              128.0,
              128.0,
              128.0,
              89.5,
              255.0,
              0.0,
              229.5,
              0.0,
              255.0,
              2.4,
              1.0,
              7.0});
}

TEST_CASE("changes of colour follow each other without rounding between", "[data][augment]") {
  check_near(changed(kColours, {.brightness = 1.3, .contrast = 0.6, .saturation = 1.7, .hue = 0.2}),
             {0.0,
              92.815,
              239.723,
              213.202,
              255.0,
              46.01,
              149.572,
              149.572,
              149.572,
              217.735,
              17.003,
              255.0,
              0.0,
              214.945,
              42.989,
              52.598,
              56.841,
              48.885});
}

TEST_CASE("grey has brightness and contrast alone", "[data][augment]") {
  const Bytes grey = {10, 200, 90, 250};
  check_near(changed(grey, {.brightness = 0.5, .contrast = 1.8}, 1), {0, 125, 26, 170});
  CHECK(changed(grey, {.saturation = 0.1, .hue = 0.4}, 1) == grey);
}

TEST_CASE("no change of colour changes no byte", "[data][augment]") {
  CHECK(changed(kColours, {}) == kColours);
}

TEST_CASE("changes of colour are drawn each by itself", "[data][augment]") {
  const ColourChange all = draw_colours(
      {.brightness = 0.4, .contrast = 0.4, .saturation = 0.4, .hue = 0.1}, {1, 2}, "a");
  CHECK(draw_colours({.brightness = 0.4}, {1, 2}, "a") == ColourChange{all.brightness, 1, 1, 0});
  CHECK(draw_colours({.contrast = 0.4}, {1, 2}, "a") == ColourChange{1, all.contrast, 1, 0});
  CHECK(draw_colours({.saturation = 0.4}, {1, 2}, "a") == ColourChange{1, 1, all.saturation, 0});
  CHECK(draw_colours({.hue = 0.1}, {1, 2}, "a") == ColourChange{1, 1, 1, all.hue});
  const std::set<double> drawn = {all.brightness, all.contrast, all.saturation, 1 + 4 * all.hue};
  CHECK(drawn.size() == 4);
}

TEST_CASE("changes of colour fill their ranges", "[data][augment]") {
  double least = 2, most = 0, left = 1, right = -1;
  for (int i = 0; i < 1000; ++i) {
    const ColourChange drawn =
        draw_colours({.contrast = 0.4, .hue = 0.25}, {1, 1}, std::to_string(i));
    least = std::min(least, drawn.contrast);
    most = std::max(most, drawn.contrast);
    left = std::min(left, drawn.hue);
    right = std::max(right, drawn.hue);
  }
  CHECK(least == Approx(0.6).margin(0.01));
  CHECK(most == Approx(1.4).margin(0.01));
  CHECK(left == Approx(-0.25).margin(0.01));
  CHECK(right == Approx(0.25).margin(0.01));
}
