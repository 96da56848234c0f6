#include "host/data/view.hpp"

#include "host/data/reduce.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/host/data/image_fixtures.hpp"

#include <tlhost/error.hpp>

#include <cstdlib>
#include <cstring>
#include <limits>
#include <stdexcept>

using Catch::Matchers::StartsWith;
using tlhost::DataError;
using tlhost::Image;
using tlhost::engine::View;
using tlhost::engine::view_image;
using namespace tlhost::test;

namespace {

Image grey(std::int32_t height, std::int32_t width, Bytes bytes) {
  Image image;
  image.height = height;
  image.width = width;
  image.channels = 1;
  image.bytes = std::move(bytes);
  return image;
}

Image wide_values(const std::vector<std::uint16_t>& values, double black, double white) {
  Image image = grey(1, static_cast<std::int32_t>(values.size()), Bytes(2 * values.size()));
  std::memcpy(image.bytes.data(), values.data(), image.bytes.size());
  image.bits = 16;
  image.black = black;
  image.white = white;
  return image;
}

/// The first row of the values shown one by one, without scaling.
Bytes shown(const std::vector<std::uint16_t>& values, double black, double white) {
  Bytes row;
  for (const std::uint16_t value : values) {
    row.push_back(view_image(wide_values({value}, black, white), {1, "stretch", 1})[0]);
  }
  return row;
}

std::string refusal(const Image& image) {
  try {
    view_image(image, {2, "stretch", 1});
  } catch (const DataError& error) {
    return error.what();
  }
  return "accepted";
}

}  // namespace

TEST_CASE("an image of the view's size is kept as it is", "[data][view]") {
  const Image image = grey(2, 2, {1, 2, 3, 4});
  for (const char* fit : {"stretch", "crop", "pad"}) {
    CHECK(view_image(image, {2, fit, 1}) == Bytes{1, 2, 3, 4});
  }
}

TEST_CASE("shrinking weighs by a triangle as wide as two output pixels", "[data][view]") {
  // Closed form, 3 to 2: centre 0.75, weights 1 - |x + 0.5 - 0.75| / 1.5 = 5/6, 1/2 and, behind the
  // reach, nothing: (90 * 1/2) / (5/6 + 1/2) = 33.75, and 90 * 3/8 + 180 * 5/8 = 146.25.
  const Image thirds = grey(3, 3, {0, 90, 180, 0, 90, 180, 0, 90, 180});
  CHECK(view_image(thirds, {2, "stretch", 1}) == Bytes{34, 146, 34, 146});
}

TEST_CASE("enlarging is bilinear between pixel centres", "[data][view]") {
  // Closed form: at 1/4 and 3/4 between the two centres; clamped outside them.
  const Image image = grey(2, 2, {0, 100, 0, 100});
  const Bytes row = {0, 25, 75, 100};
  const Bytes result = view_image(image, {4, "stretch", 1});
  for (std::size_t i = 0; i < result.size(); ++i) {
    CHECK(result[i] == row[i % 4]);
  }
}

TEST_CASE("crop keeps the central square", "[data][view]") {
  const Image wide = grey(2, 6, {0, 1, 2, 3, 4, 5, 10, 11, 12, 13, 14, 15});
  CHECK(view_image(wide, {2, "crop", 1}) == Bytes{2, 3, 12, 13});
  const Image tall = grey(5, 2, {0, 1, 10, 11, 20, 21, 30, 31, 40, 41});
  CHECK(view_image(tall, {2, "crop", 1}) == Bytes{10, 11, 20, 21});
}

TEST_CASE("pad keeps all and adds zeros around", "[data][view]") {
  const Image wide = grey(2, 4, {1, 2, 3, 4, 5, 6, 7, 8});
  CHECK(view_image(wide, {4, "pad", 1}) == Bytes{0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 0, 0, 0, 0});
  const Image tall = grey(3, 2, {1, 2, 3, 4, 5, 6});
  CHECK(view_image(tall, {3, "pad", 1}) == Bytes{1, 2, 0, 3, 4, 0, 5, 6, 0});
  const Image large = grey(2, 4, Bytes(8, 8));
  CHECK(view_image(large, {2, "pad", 1}) == Bytes{8, 8, 0, 0});
}

TEST_CASE("grey is repeated and colour weighed by ITU-R 601", "[data][view]") {
  CHECK(view_image(grey(1, 1, {7}), {1, "stretch", 3}) == Bytes{7, 7, 7});
  Image colour = grey(1, 1, {255, 0, 0});
  colour.channels = 3;
  CHECK(view_image(colour, {1, "stretch", 3}) == Bytes{255, 0, 0});
  CHECK(view_image(colour, {1, "stretch", 1}) == Bytes{76});  // 0.299 * 255 = 76.2
  colour.bytes = {0, 255, 0};
  CHECK(view_image(colour, {1, "stretch", 1}) == Bytes{150});  // 0.587 * 255 = 149.7
  colour.bytes = {0, 0, 255};
  CHECK(view_image(colour, {1, "stretch", 1}) == Bytes{29});  // 0.114 * 255 = 29.1
  for (int value = 0; value < 256; ++value) {
    colour.bytes = Bytes(3, static_cast<std::uint8_t>(value));
    REQUIRE(view_image(colour, {1, "stretch", 1}) == Bytes(1, static_cast<std::uint8_t>(value)));
  }
}

TEST_CASE("a window of 16-bit values is shown rounded and clamped", "[data][view]") {
  CHECK(shown({99, 100, 101, 200, 355, 356, 65535}, 100, 355) ==
        Bytes{0, 0, 1, 100, 255, 255, 255});
  // 32768 / 65535 * 255 = 127.502; 128 / 65535 * 255 = 0.498; 129 / 65535 * 255 = 0.502
  CHECK(shown({0, 128, 129, 32768, 65535}, 0, 65535) == Bytes{0, 0, 1, 128, 255});
  CHECK(shown({0, 1000, 2000}, 2000, 0) == Bytes{255, 128, 0});
  CHECK(shown({0, 4095}, -4095, 4095) == Bytes{128, 255});
}

TEST_CASE("16 bits of a PNG are shown in the view's window, and refused without one",
          "[data][view]") {
  const tlhost::engine::Decoded decoded =
      tlhost::engine::decode_at_least(HandPng{2, 1, 16, 0, 0, {0, 0, 51, 0x0f, 0xff}}.bytes(), {});
  View view{2, "pad", 1};
  CHECK_THROWS_WITH(tlhost::engine::view_image(decoded, view),
                    StartsWith("16-bit PNG, which does not say what is black and white; set"));
  view.window = tlhost::engine::ShownRange{0, 255};
  CHECK(tlhost::engine::view_image(decoded, view) == Bytes{51, 255, 0, 0});
  view.window = tlhost::engine::ShownRange{4095, 0};
  CHECK(tlhost::engine::view_image(decoded, view) == Bytes{252, 0, 0, 0});  // 255 * 4044 / 4095
  const Image eight = grey(1, 1, {51});                                     // says what it shows
  CHECK(view_image(eight, {1, "stretch", 1, tlhost::engine::ShownRange{0, 51}}) == Bytes{51});
}

TEST_CASE("a window of 8-bit values is shown too", "[data][view]") {
  Image image = grey(2, 2, {0, 10, 20, 30});
  image.black = 10;
  image.white = 20;
  CHECK(view_image(image, {2, "stretch", 1}) == Bytes{0, 0, 255, 255});
}

TEST_CASE("results do not depend on the number of threads", "[data][view]") {
  const cv::Mat mat = picture(701, 599);
  Image image = grey(701, 599, Bytes(mat.data, mat.data + mat.total() * 3));
  image.channels = 3;
  const int before = cv::getNumThreads();
  for (const char* fit : {"stretch", "crop", "pad"}) {
    for (const std::int64_t size : {96, 224, 650, 900}) {
      cv::setNumThreads(1);
      const Bytes one = view_image(image, {size, fit, 3});
      cv::setNumThreads(2);
      const Bytes two = view_image(image, {size, fit, 3});
      CAPTURE(fit, size);
      CHECK(one == two);
    }
  }
  cv::setNumThreads(before);
}

TEST_CASE("the longest image that is let in stays small in every fit", "[data][view]") {
  const Image image = grey(1, 65535, Bytes(65535, 200));
  for (const char* fit : {"stretch", "crop"}) {
    CHECK(view_image(image, {224, fit, 3}) == Bytes(224 * 224 * 3, 200));
  }
  const Bytes padded = view_image(image, {224, "pad", 1});
  CHECK(std::accumulate(padded.begin(), padded.end(), 0) == 200 * 224);
}

TEST_CASE("an image that contradicts itself is refused", "[data][view]") {
  Image image = grey(2, 2, {1, 2, 3});
  CHECK(refusal(image) == "image of 2 x 2 x 1 values of 8 bits holds 3 bytes; expected 4");
  image.bits = 16;
  CHECK(refusal(image) == "image of 2 x 2 x 1 values of 16 bits holds 3 bytes; expected 8");
  image.bits = 12;
  CHECK(refusal(image) == "image with 12 bits a value; expected 8 or 16");
  image.channels = 4;
  CHECK(refusal(image) == "image with 4 channels; expected 1 (grey) or 3 (RGB)");
  image.height = 0;
  CHECK(refusal(image) ==
        "image of 2 x 0 pixels; expected sides from 1 to 65535 and at most 100000000 pixels");
  Image flat = grey(1, 1, {1});
  flat.black = flat.white = 5;
  CHECK(refusal(flat) ==
        "image shows 5 as black and 5 as white; expected two different finite values");
  flat.white = std::numeric_limits<double>::quiet_NaN();
  CHECK_THROWS_AS(view_image(flat, {1, "stretch", 1}), DataError);
}

TEST_CASE("a view that is none is a bug", "[data][view]") {
  const Image image = grey(1, 1, {1});
  CHECK_THROWS_AS(view_image(image, {0, "stretch", 1}), std::invalid_argument);
  CHECK_THROWS_AS(view_image(image, {8, "squeeze", 1}), std::invalid_argument);
  CHECK_THROWS_AS(view_image(image, {8, "crop", 2}), std::invalid_argument);
}
