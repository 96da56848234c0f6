#include "host/data/normalise.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/unit/host/data/image_fixtures.hpp"

#include <tlhost/error.hpp>

#include <cmath>
#include <limits>
#include <numeric>

using tlhost::ConfigError;
using tlhost::engine::make_normalise;
using tlhost::engine::Normalise;
using tlhost::engine::NormaliseRule;
using tlhost::engine::Pixels;
using namespace tlhost::test;

namespace {

/// Pixels of the given bytes: images of side x side, `channels` interleaved.
Pixels pixels_of(const TempFolder& folder, const Bytes& bytes, std::int64_t side, std::int64_t ch) {
  write_file(folder / "pixels.u8", bytes);
  const auto count = static_cast<std::int64_t>(bytes.size()) / (side * side * ch);
  return Pixels(folder / "pixels.u8", count, side, ch);
}

NormaliseRule rule_of(NormaliseRule::Kind kind) {
  NormaliseRule rule;
  rule.kind = kind;
  return rule;
}

const NormaliseRule kDataset = rule_of(NormaliseRule::Kind::dataset);

NormaliseRule given(std::vector<double> mean, std::vector<double> std) {
  NormaliseRule rule = rule_of(NormaliseRule::Kind::given);
  rule.mean = std::move(mean);
  rule.std = std::move(std);
  return rule;
}

}  // namespace

TEST_CASE("mean and deviation of a data set are those of its bytes", "[data][normalise]") {
  // 0 .. 255, each once: mean 255 / 2, population variance (256^2 - 1) / 12.
  Bytes bytes(256);
  std::iota(bytes.begin(), bytes.end(), std::uint8_t{0});
  const TempFolder folder;
  const Normalise values =
      make_normalise(kDataset, pixels_of(folder, bytes, 8, 1), {0, 1, 2, 3}, 1);
  REQUIRE(values.mean.size() == 1);
  CHECK(values.mean[0] == Approx(0.5).epsilon(1e-15));
  CHECK(values.std[0] == Approx(std::sqrt((256.0 * 256 - 1) / 12) / 255).epsilon(1e-15));
}

TEST_CASE("each channel has its own mean and deviation", "[data][normalise]") {
  // Red 0 and 2, green 10 and 20, blue 255 and 255, in two images of one pixel.
  const TempFolder folder;
  const Pixels pixels = pixels_of(folder, {0, 10, 255, 2, 20, 255}, 1, 3);
  const Normalise values = make_normalise(kDataset, pixels, {0, 1}, 3);
  CHECK(values.mean[0] == Approx(1.0 / 255).epsilon(1e-15));
  CHECK(values.mean[1] == Approx(15.0 / 255).epsilon(1e-15));
  CHECK(values.mean[2] == 1);
  CHECK(values.std[0] == Approx(1.0 / 255).epsilon(1e-15));
  CHECK(values.std[1] == Approx(5.0 / 255).epsilon(1e-15));
}

TEST_CASE("a constant channel gets deviation 1, whatever its value", "[data][normalise]") {
  for (const std::uint8_t value : {0, 1, 77, 128, 254, 255}) {
    const TempFolder folder;
    const Pixels pixels = pixels_of(folder, Bytes(3 * 49, value), 7, 1);
    const Normalise values = make_normalise(kDataset, pixels, {0, 1, 2}, 1);
    CHECK(values.std[0] == 1);
    CHECK(values.mean[0] == Approx(value / 255.0).epsilon(1e-15));
  }
}

TEST_CASE("only the given rows are read, in any order", "[data][normalise]") {
  const TempFolder folder;
  Bytes bytes(5 * 4);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    bytes[i] = static_cast<std::uint8_t>(i / 4 == 2 ? 255 : (i * i * 7) % 50);
  }
  const Pixels pixels = pixels_of(folder, bytes, 2, 1);
  const Normalise values = make_normalise(kDataset, pixels, {0, 1, 3, 4}, 1);
  CHECK(values.mean[0] < 50.0 / 255);
  CHECK(values == make_normalise(kDataset, pixels, {4, 0, 3, 1}, 1));
  CHECK(values != make_normalise(kDataset, pixels, {0, 1, 2, 3, 4}, 1));
}

TEST_CASE("fixed rules have their published values", "[data][normalise]") {
  const TempFolder folder;
  const Pixels pixels = pixels_of(folder, {9}, 1, 1);
  const auto make = [&pixels](NormaliseRule::Kind kind, std::int64_t channels) {
    return make_normalise(rule_of(kind), pixels, {0}, channels);
  };
  using Kind = NormaliseRule::Kind;
  CHECK(make(Kind::imagenet, 3) == Normalise{{0.485, 0.456, 0.406}, {0.229, 0.224, 0.225}});
  CHECK(make(Kind::imagenet, 1) == Normalise{{0.449}, {0.226}});
  CHECK(make(Kind::half, 3) == Normalise{{0.5, 0.5, 0.5}, {0.5, 0.5, 0.5}});
  CHECK(make(Kind::half, 1) == Normalise{{0.5}, {0.5}});
  CHECK(make(Kind::unit, 3) == Normalise{{0, 0, 0}, {1, 1, 1}});
  CHECK(make(Kind::none, 3) == Normalise{{0, 0, 0}, {1.0 / 255, 1.0 / 255, 1.0 / 255}});
}

TEST_CASE("given values are taken as they are; one stands for all channels", "[data][normalise]") {
  const TempFolder folder;
  const Pixels pixels = pixels_of(folder, {9}, 1, 1);
  CHECK(make_normalise(given({0.1, 0.2, 0.3}, {1, 2, 3}), pixels, {0}, 3) ==
        Normalise{{0.1, 0.2, 0.3}, {1, 2, 3}});
  CHECK(make_normalise(given({0.1}, {2}), pixels, {0}, 3) == Normalise{{0.1, 0.1, 0.1}, {2, 2, 2}});
  CHECK(make_normalise(kDataset, pixels, {0}, 3).mean.size() == 3);  // grey, shown to three inputs
}

TEST_CASE("another number of values than channels is refused", "[data][normalise]") {
  const TempFolder folder;
  const Pixels pixels = pixels_of(folder, {9, 8, 7}, 1, 3);
  const char* text = "\"normalise\" has 3 means and 2 deviations; the model's input has 3 channels";
  CHECK_THROWS_AS(make_normalise(given({1, 2, 3}, {1, 2}), pixels, {0}, 3), ConfigError);
  CHECK_THROWS_WITH(make_normalise(given({1, 2, 3}, {1, 2}), pixels, {0}, 3), text);
  CHECK_THROWS_AS(make_normalise(given({1, 2, 3}, {1, 2, 3}), pixels, {0}, 1), ConfigError);
  CHECK_THROWS_AS(make_normalise(given({}, {}), pixels, {0}, 1), ConfigError);
  CHECK_THROWS_AS(make_normalise(kDataset, pixels, {0}, 1), ConfigError);
}

TEST_CASE("a deviation that is not above 0 is refused", "[data][normalise]") {
  const TempFolder folder;
  const Pixels pixels = pixels_of(folder, {9}, 1, 1);
  for (const double bad : {0.0, -1.0, std::numeric_limits<double>::quiet_NaN()}) {
    CHECK_THROWS_AS(make_normalise(given({0}, {bad}), pixels, {0}, 1), ConfigError);
    CHECK_THROWS_WITH(make_normalise(given({0}, {bad}), pixels, {0}, 1),
                      "\"normalise\": every deviation must be above 0");
  }
}
