#include "host/preview/contact_sheet.hpp"

#include "host/data/encode_png.hpp"
#include "host/data/view.hpp"
#include "tests/support/catch.hpp"

#include <stdexcept>

using namespace tlhost::engine;

namespace {

Raster plain(std::int64_t side, std::vector<std::uint8_t> pixel) {
  Raster raster{side, side, static_cast<std::int64_t>(pixel.size()), {}};
  for (std::int64_t i = 0; i < side * side; ++i) {
    raster.bytes.insert(raster.bytes.end(), pixel.begin(), pixel.end());
  }
  return raster;
}

std::vector<std::uint8_t> pixel_at(const Raster& sheet, std::int64_t y, std::int64_t x) {
  const auto at = sheet.bytes.begin() + (y * sheet.width + x) * sheet.channels;
  return {at, at + sheet.channels};
}

}  // namespace

TEST_CASE("pictures stand in rows with white between them", "[preview]") {
  const Raster sheet = contact_sheet({{plain(8, {10}), plain(8, {20})}, {}, {plain(8, {30})}}, 16);
  CHECK(sheet.channels == 1);
  CHECK(sheet.height == 4 + 2 * 20);
  CHECK(sheet.width == 4 + 2 * 20);
  using Pixel = std::vector<std::uint8_t>;
  CHECK(pixel_at(sheet, 3, 3) == Pixel{255});
  CHECK(pixel_at(sheet, 4, 4) == Pixel{10});
  CHECK(pixel_at(sheet, 19, 19) == Pixel{10});
  CHECK(pixel_at(sheet, 19, 20) == Pixel{255});
  CHECK(pixel_at(sheet, 4, 24) == Pixel{20});
  CHECK(pixel_at(sheet, 24, 4) == Pixel{30});
  CHECK(pixel_at(sheet, 24, 24) == Pixel{255});
}

TEST_CASE("one picture in colour makes a sheet in colour", "[preview]") {
  const Raster sheet = contact_sheet({{plain(8, {10}), plain(8, {1, 2, 3})}}, 8);
  CHECK(sheet.channels == 3);
  CHECK(pixel_at(sheet, 4, 4) == std::vector<std::uint8_t>{10, 10, 10});
  CHECK(pixel_at(sheet, 4, 16) == std::vector<std::uint8_t>{1, 2, 3});
}

TEST_CASE("a sheet without pictures is refused", "[preview]") {
  CHECK_THROWS_AS(contact_sheet({}, 8), std::invalid_argument);
  CHECK_THROWS_AS(contact_sheet({{}, {}}, 8), std::invalid_argument);
}

TEST_CASE("what is encoded as PNG is decoded as it was", "[preview][png]") {
  const std::size_t channels = GENERATE(1U, 3U);
  Raster raster{5, 7, static_cast<std::int64_t>(channels), {}};
  for (std::size_t i = 0; i < 35 * channels; ++i) {
    raster.bytes.push_back(static_cast<std::uint8_t>(i * 37));
  }
  const std::string file = encode_png(raster);
  const tlhost::Image image = decode_image({file.begin(), file.end()});
  CHECK(image.height == 5);
  CHECK(image.width == 7);
  CHECK(image.channels == raster.channels);
  CHECK(image.bytes == raster.bytes);
  CHECK_THROWS_AS(encode_png({0, 7, 1, {}}), std::invalid_argument);
  CHECK_THROWS_AS(encode_png({1, 1, 2, {0, 0}}), std::invalid_argument);
}
