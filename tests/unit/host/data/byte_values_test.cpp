#include "host/data/byte_values.hpp"

#include "host/data/random.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>
#include <bit>

using namespace tlhost::engine;

namespace {

/// 300 pixels hold every byte in each channel.
constexpr std::int64_t kMostPixels = 300;

std::vector<std::uint8_t> every_byte(std::int64_t channels) {
  std::vector<std::uint8_t> bytes;
  for (std::int64_t i = 0; i < kMostPixels * channels; ++i) {
    bytes.push_back(static_cast<std::uint8_t>((i / channels * 7 + i % channels * 50) % 256));
  }
  return bytes;
}

float expected(const Normalise& normalise, std::size_t channel, std::uint8_t byte) {
  return static_cast<float>((byte / 255.0 - normalise.mean[channel]) / normalise.std[channel]);
}

std::uint32_t bits(float value) { return std::bit_cast<std::uint32_t>(value); }

/// How many of the values are not the formula's.
std::int64_t count_wrong(const std::vector<float>& out,
                         const Normalise& normalise,
                         const PixelBytes& pixels,
                         bool channels_last) {
  const auto channels = static_cast<std::int64_t>(normalise.mean.size());
  std::int64_t wrong = 0;
  for (std::int64_t i = 0; i < pixels.count * channels; ++i) {
    const std::int64_t pixel = channels_last ? i / channels : i % pixels.count;
    const std::int64_t channel = channels_last ? i % channels : i / pixels.count;
    const std::int64_t place = pixel * pixels.channels + (pixels.channels == 1 ? 0 : channel);
    const float value = expected(normalise, static_cast<std::size_t>(channel), pixels.bytes[place]);
    wrong += bits(out[static_cast<std::size_t>(i)]) == bits(value) ? 0 : 1;
  }
  return wrong;
}

/// Every value of every order is the formula's, and nothing behind them is written.
void check_all(const Normalise& normalise, std::int64_t stored, std::int64_t count) {
  constexpr float kUnwritten = 1e30F;
  const ByteValues values(normalise);
  const std::vector<std::uint8_t> bytes = every_byte(stored);
  const PixelBytes pixels{bytes.data(), count, stored};
  const auto size = static_cast<std::size_t>(count * values.channels());
  for (const bool last : {true, false}) {
    CAPTURE(values.channels(), stored, count, last);
    std::vector<float> fast(size + 16, kUnwritten), plain = fast;
    values.write(pixels, last, fast.data());
    values.write_plainly(pixels, last, plain.data());
    CHECK(count_wrong(fast, normalise, pixels, last) == 0);
    CHECK(count_wrong(plain, normalise, pixels, last) == 0);
    const auto behind = fast.begin() + static_cast<std::ptrdiff_t>(size);
    CHECK(std::count(behind, fast.end(), kUnwritten) == 16);
  }
}

Normalise drawn(Stream& stream, std::size_t channels) {
  Normalise normalise;
  for (std::size_t c = 0; c < channels; ++c) {
    normalise.mean.push_back(static_cast<double>(stream.below(1000)) / 1000);
    normalise.std.push_back(static_cast<double>(1 + stream.below(1000)) / 1000);
  }
  return normalise;
}

}  // namespace

TEST_CASE(
    "every byte becomes the nearest float of the formula, in every order and on every "
    "processor",
    "[data][batches]") {
  const Normalise imagenet{{0.485, 0.456, 0.406}, {0.229, 0.224, 0.225}};
  for (const std::int64_t count : {1, 2, 3, 4, 5, 6, 15, 16, 17, 299, 300}) {
    check_all(imagenet, 3, count);
    check_all(imagenet, 1, count);
    check_all({{0.449}, {0.226}}, 1, count);
    check_all({{0.1, 0.2}, {0.3, 0.4}}, 2, count);
    check_all({{0.1, 0.2, 0.3, 0.4}, {1, 2, 3, 4}}, 1, count);
  }
}

TEST_CASE("means that are bytes themselves give zeros, which a product and a sum would miss",
          "[data][batches]") {
  for (const double byte : {0.0, 51.0, 85.0, 102.0, 128.0, 255.0}) {
    check_all({{byte / 255, 0, 0.5}, {0.229, 1, 0.3}}, 3, kMostPixels);
    check_all({{byte / 255}, {0.17}}, 1, kMostPixels);
  }
}

TEST_CASE("no drawn normalisation shows which way its bytes were written", "[data][batches]") {
  Stream stream(1, "test.byte_values");
  for (int i = 0; i < 300; ++i) {
    check_all(drawn(stream, 3), i % 2 == 0 ? 3 : 1, kMostPixels);
    check_all(drawn(stream, 1), 1, kMostPixels);
  }
}
