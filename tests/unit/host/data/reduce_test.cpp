#include "host/data/reduce.hpp"

#include "tests/support/catch.hpp"
#include "tests/unit/host/data/image_fixtures.hpp"

#include <tlhost/error.hpp>

#include <cmath>
#include <cstdlib>

using namespace tlhost::engine;
using namespace tlhost::test;

namespace {

constexpr Extent kLeast{224, 224};

Extent extent_of(const tlhost::Image& image) { return {image.height, image.width}; }

double mean_difference(const Bytes& a, const Bytes& b) {
  REQUIRE(a.size() == b.size());
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    sum += std::abs(a[i] - b[i]);
  }
  return sum / static_cast<double>(a.size());
}

/// Slow waves, as photographs have them.
cv::Mat waves(int height, int width) {
  cv::Mat mat(height, width, CV_8UC3);
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      mat.at<cv::Vec3b>(y, x) =
          cv::Vec3b(static_cast<std::uint8_t>(127 + 100 * std::sin(x * 0.05)),
                    static_cast<std::uint8_t>(127 + 100 * std::sin(y * 0.06)),
                    static_cast<std::uint8_t>(127 + 100 * std::sin((x + y) * 0.04)));
    }
  }
  return mat;
}

}  // namespace

TEST_CASE("the least part that has the wanted sides is chosen", "[data][reduce]") {
  CHECK(eighths_for({750, 1000}, kLeast) == 4);   // a quarter would be 188 x 250
  CHECK(eighths_for({1200, 1500}, kLeast) == 2);  // 300 x 375
  CHECK(eighths_for({1792, 1792}, kLeast) == 1);
  CHECK(eighths_for({1784, 1792}, kLeast) == 2);  // an eighth would be 223 high
  CHECK(eighths_for({1785, 1792}, kLeast) == 1);  // a part of a pixel counts
  CHECK(eighths_for({447, 447}, kLeast) == 4);
  CHECK(eighths_for({446, 446}, kLeast) == 8);
  CHECK(eighths_for({100, 5000}, kLeast) == 8);
}

TEST_CASE("a view says to which sides a picture is resized", "[data][reduce]") {
  CHECK(sides_in({64, "stretch", 3}, {300, 200}) == Extent{64, 64});
  CHECK(sides_in({64, "crop", 3}, {300, 200}) == Extent{64, 64});
  CHECK(sides_in({64, "pad", 3}, {300, 200}) == Extent{64, 43});
  CHECK(sides_in({64, "pad", 3}, {1, 60000}) == Extent{1, 64});
}

TEST_CASE("a JPEG is decoded no further than is needed", "[data][reduce]") {
  const Bytes jpeg = encoded(waves(701, 905), ".jpg");
  const Decoded decoded = decode_at_least(jpeg, kLeast);
  CHECK(decoded.eighths == 4);
  CHECK(decoded.whole == ImageHeader{701, 905, 3, true});
  CHECK(extent_of(decoded.image) == Extent{351, 453});
  CHECK(decode_at_least(jpeg, {700, 900}).image.bytes == decode_image(jpeg).bytes);
}

TEST_CASE("a PNG is decoded whole", "[data][reduce]") {
  const Bytes png = encoded(waves(701, 905), ".png");
  const Decoded decoded = decode_at_least(png, kLeast);
  CHECK(decoded.eighths == 8);
  CHECK(decoded.whole == ImageHeader{701, 905, 3, false});
  CHECK(decoded.image.bytes == decode_image(png).bytes);
}

TEST_CASE("a reduced picture looks like the whole one in every view", "[data][reduce]") {
  const Bytes jpeg = encoded(waves(701, 905), ".jpg");
  const tlhost::Image whole = decode_image(jpeg);
  for (const char* fit : {"stretch", "crop", "pad"}) {
    CAPTURE(fit);
    const View view{224, fit, 3};
    const Decoded decoded = decode_at_least(jpeg, sides_in(view, {701, 905}));
    CHECK(decoded.eighths < 8);
    CHECK(mean_difference(view_image(decoded, view), view_image(whole, view)) < 1.0);
  }
}

TEST_CASE("a JPEG that was cut is refused when it is reduced too", "[data][reduce]") {
  for (const int progressive : {0, 1}) {
    const Bytes whole =
        encoded(picture(500, 640), ".jpg", {cv::IMWRITE_JPEG_PROGRESSIVE, progressive});
    for (const std::size_t percent : {1U, 10U, 50U, 90U, 99U}) {
      for (const std::int64_t side : {1, 100, 200, 500}) {
        CAPTURE(progressive, percent, side);
        CHECK_THROWS_AS(decode_at_least(first_part(whole, percent), {side, side}),
                        tlhost::DataError);
      }
    }
  }
}

TEST_CASE("a header says what decoding gives", "[data][reduce]") {
  CHECK(read_image_header(encoded(picture(5, 7), ".png")) == ImageHeader{5, 7, 3, false});
  CHECK(read_image_header(encoded(picture(5, 7, CV_8UC1), ".png")) == ImageHeader{5, 7, 1, false});
  CHECK(read_image_header(encoded(picture(5, 7), ".jpg")) == ImageHeader{5, 7, 3, true});
  CHECK(read_image_header(encoded(picture(5, 7, CV_8UC1), ".jpg")) == ImageHeader{5, 7, 1, true});
  CHECK_THROWS_WITH(read_image_header(bytes_of("GIF89a")), "GIF: not supported; convert it to PNG");
}
