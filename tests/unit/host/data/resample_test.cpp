#include "host/data/resample.hpp"

#include "host/store/digest.hpp"
#include "tests/support/catch.hpp"

#include <string>

using namespace tlhost::engine;
using Bytes = std::vector<std::uint8_t>;

namespace {

/// Value (y, x, c): (7 y^2 + 13 x + x y + 60 c) mod 256.
Raster formula(std::int64_t height, std::int64_t width, std::int64_t channels) {
  Raster raster{height, width, channels, {}};
  for (std::int64_t y = 0; y < height; ++y) {
    for (std::int64_t x = 0; x < width; ++x) {
      for (std::int64_t c = 0; c < channels; ++c) {
        raster.bytes.push_back(
            static_cast<std::uint8_t>((7 * y * y + 13 * x + x * y + 60 * c) % 256));
      }
    }
  }
  return raster;
}

}  // namespace

// The golden values of this file: Pillow 9.4.0,
//   y, x, c = numpy.meshgrid(range(height), range(width), range(channels), indexing="ij")
//   image = Image.fromarray(((7*y*y + 13*x + x*y + 60*c) % 256).astype("uint8").squeeze())
//   image.resize((to_width, to_height), Image.BILINEAR)

TEST_CASE("shrinking gives Pillow's antialiased bilinear", "[data][resample][golden]") {
  CHECK(resized(formula(7, 9, 1), 3, 4).bytes ==
        Bytes{21, 49, 80, 108, 83, 115, 140, 169, 147, 147, 108, 118});
  CHECK(
      resized(formula(7, 9, 3), 3, 2).bytes ==
      Bytes{39, 99, 159, 89, 149, 201, 103, 150, 162, 151, 160, 115, 142, 123, 112, 117, 110, 145});
}

TEST_CASE("enlarging gives Pillow's bilinear", "[data][resample][golden]") {
  CHECK(resized(formula(3, 4, 1), 5, 6).bytes == Bytes{0,  7,  15, 24, 33, 39, 3,  10, 18, 28,
                                                       37, 43, 7,  14, 23, 33, 42, 49, 20, 27,
                                                       37, 46, 56, 63, 28, 36, 46, 55, 66, 73});
}

TEST_CASE("each side has its own filter", "[data][resample][golden]") {
  CHECK(resized(formula(5, 3, 1), 2, 7).bytes ==
        Bytes{12, 14, 20, 26, 32, 38, 40, 68, 70, 77, 84, 91, 98, 100});
  CHECK(resized(formula(4, 6, 1), 4, 5).bytes ==
        Bytes{3, 18, 33, 47, 62, 10, 26, 42, 58, 74, 31, 48, 66, 83, 100, 66, 85, 103, 121, 140});
  CHECK(resized(formula(4, 6, 1), 3, 6).bytes ==
        Bytes{2, 15, 29, 42, 55, 69, 18, 32, 47, 61, 76, 90, 53, 68, 84, 100, 115, 131});
}

TEST_CASE("a large picture gives Pillow's bytes", "[data][resample][golden]") {
  const Raster result = resized(formula(301, 433, 3), 97, 224);
  CHECK(result.height == 97);
  CHECK(result.width == 224);
  CHECK(result.channels == 3);
  Sha256 sha;
  sha.add(result.bytes.data(), result.bytes.size());
  CHECK(sha.hex() == "d374c3e3cd7da21fc57879a500d137f7b069e9fcc906143a91975622f27583e9");
}

TEST_CASE("a picture of the wanted size is kept", "[data][resample]") {
  const Raster raster = formula(5, 4, 3);
  CHECK(resized(raster, 5, 4).bytes == raster.bytes);
}

TEST_CASE("one colour stays what it is at every size", "[data][resample]") {
  for (const std::uint8_t value : {0, 1, 127, 254, 255}) {
    for (const std::int64_t side : {1, 2, 7, 50, 113}) {
      Raster flat{50, 31, 3, Bytes(50 * 31 * 3, value)};
      const Raster result = resized(flat, side, side);
      CHECK(result.bytes == Bytes(static_cast<std::size_t>(side * side * 3), value));
    }
  }
}

TEST_CASE("a section is resized as if there were nothing else", "[data][resample]") {
  const Raster whole = formula(12, 15, 3);
  Raster part{6, 7, 3, {}};
  for (std::int64_t y = 0; y < 6; ++y) {
    const auto begin = whole.bytes.begin() + ((y + 2) * 15 + 5) * 3;
    part.bytes.insert(part.bytes.end(), begin, begin + 7 * 3);
  }
  const Section section{2, 5, 6, 7};
  for (const std::int64_t side : {1, 3, 6, 7, 20}) {
    CHECK(resampled(whole.ref(), section, side, side).bytes == resized(part, side, side).bytes);
  }
}

TEST_CASE("a section may end within a pixel", "[data][resample]") {
  // One row, 2.5 pixels to one: centre 1.25, reach 2.5; weights 1 - |x + 0.5 - 1.25| / 2.5 = 0.7,
  // 0.9, 0.5: (0.9 * 100 + 0.5 * 200) / 2.1 = 90.48.
  const Raster row{1, 3, 1, {0, 100, 200}};
  CHECK(resampled(row.ref(), {0, 0, 1, 2.5}, 1, 1).bytes == Bytes{90});
}
