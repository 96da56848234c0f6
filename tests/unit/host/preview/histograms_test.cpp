#include "host/preview/histograms.hpp"

#include "tests/support/catch.hpp"

#include <algorithm>
#include <numeric>
#include <stdexcept>

using namespace tlhost::engine;
using Counts = std::array<std::uint64_t, 10>;

namespace {

template <class Formula>
Raster grey_of(std::int64_t height, std::int64_t width, Formula formula) {
  Raster raster{height, width, 1, {}};
  for (std::int64_t y = 0; y < height; ++y) {
    for (std::int64_t x = 0; x < width; ++x) {
      raster.bytes.push_back(static_cast<std::uint8_t>(formula(y, x)));
    }
  }
  return raster;
}

std::int64_t mixed(std::int64_t y, std::int64_t x) {
  return (7 * y * x + 3 * y * y + 5 * x) % 97 + x * 6;
}

}  // namespace

TEST_CASE("binary patterns are those that numpy counts", "[preview]") {
  // import numpy as np
  // y, x = np.mgrid[:24, :20]; g = (7*y*x + 3*y*y + 5*x) % 97 + x*6
  // n = [(-1,-1), (-1,0), (-1,1), (0,1), (1,1), (1,0), (1,-1), (0,-1)]; c = g[1:-1, 1:-1]
  // b = np.stack([g[1+i:23+i, 1+j:19+j] >= c for i, j in n]).astype(int)
  // k = np.where(np.abs(b - np.roll(b, 1, 0)).sum(0) <= 2, b.sum(0), 9)
  // np.bincount(k.ravel(), minlength=10)
  CHECK(binary_patterns(grey_of(24, 20, mixed)) == Counts{34, 50, 3, 9, 30, 12, 4, 51, 36, 167});
}

TEST_CASE("binary patterns of plain, spotted and edged pictures are known", "[preview]") {
  CHECK(binary_patterns(grey_of(5, 6, [](auto, auto) { return 7; })) ==
        Counts{0, 0, 0, 0, 0, 0, 0, 0, 12, 0});
  const auto spot = [](auto y, auto x) { return y == 1 && x == 1 ? 9 : 7; };
  CHECK(binary_patterns(grey_of(3, 3, spot)) == Counts{1});
  const auto edge = [](auto, auto x) { return x < 2 ? 0 : 9; };
  CHECK(binary_patterns(grey_of(3, 4, edge)) == Counts{0, 0, 0, 0, 0, 1, 0, 0, 1, 0});
  CHECK(binary_patterns(grey_of(2, 9, mixed)) == Counts{});
  CHECK_THROWS_AS(binary_patterns({1, 1, 3, {0, 0, 0}}), std::invalid_argument);
}

TEST_CASE("turning a picture changes no pattern", "[preview]") {
  const Raster picture = grey_of(24, 20, mixed);
  const auto turned = [](auto y, auto x) { return mixed(x, 19 - y); };
  CHECK(binary_patterns(grey_of(20, 24, turned)) == binary_patterns(picture));
}

TEST_CASE("shares are over all pixels of all pictures", "[preview]") {
  HistogramSum sum(1);
  CHECK(sum.shares()[0].shares == std::vector<double>(16));
  sum.add(grey_of(4, 4, [](auto, auto) { return 15; }));
  sum.add(grey_of(4, 4, [](auto, auto x) { return x < 2 ? 16 : 255; }));
  CHECK(sum.pictures() == 2);
  const std::vector<Histogram> grey = sum.shares();
  REQUIRE(grey.size() == 2);
  CHECK(grey[0].figure == "grey");
  CHECK(grey[0].shares[0] == 0.5);
  CHECK(grey[0].shares[1] == 0.25);
  CHECK(grey[0].shares[15] == 0.25);
  CHECK(grey[1].figure == "texture");
  CHECK(std::accumulate(grey[1].shares.begin(), grey[1].shares.end(), 0.0) == Approx(1));
}

TEST_CASE("colour has a histogram for each channel", "[preview]") {
  HistogramSum sum(3);
  Raster picture{4, 4, 3, {}};
  for (int i = 0; i < 16; ++i) {
    picture.bytes.insert(picture.bytes.end(), {0, 128, 255});
  }
  sum.add(picture);
  const std::vector<Histogram> all = sum.shares();
  REQUIRE(all.size() == 4);
  CHECK(all[0].figure == "red");
  CHECK(all[0].shares[0] == 1);
  CHECK(all[1].figure == "green");
  CHECK(all[1].shares[8] == 1);
  CHECK(all[2].figure == "blue");
  CHECK(all[2].shares[15] == 1);
}
