#include "host/data/byte_values.hpp"

#include "host/data/random.hpp"
#include "tests/support/catch.hpp"

#include <cstring>

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

bool same_bits(float a, float b) { return std::memcmp(&a, &b, sizeof(a)) == 0; }

/// Every value of every order is the formula's, and nothing behind them is written.
void check_all(const Normalise& normalise, std::int64_t stored, std::int64_t count) {
  const ByteValues values(normalise);
  const std::vector<std::uint8_t> bytes = every_byte(stored);
  const std::int64_t channels = values.channels();
  for (const bool last : {true, false}) {
    for (const bool plainly : {true, false}) {
      CAPTURE(channels, stored, count, last, plainly);
      std::vector<float> out(static_cast<std::size_t>(count * channels + 16), 1e30F);
      const PixelBytes pixels{bytes.data(), count, stored};
      plainly ? values.write_plainly(pixels, last, out.data())
              : values.write(pixels, last, out.data());
      std::int64_t wrong = 0;
      for (std::int64_t i = 0; i < count * channels; ++i) {
        const std::int64_t pixel = last ? i / channels : i % count;
        const std::int64_t channel = last ? i % channels : i / count;
        const std::uint8_t byte =
            bytes[static_cast<std::size_t>(pixel * stored + (stored == 1 ? 0 : channel))];
        wrong += same_bits(out[static_cast<std::size_t>(i)],
                           expected(normalise, static_cast<std::size_t>(channel), byte))
                     ? 0
                     : 1;
      }
      CHECK(wrong == 0);
      for (std::size_t i = static_cast<std::size_t>(count * channels); i < out.size(); ++i) {
        REQUIRE(out[i] == 1e30F);
      }
    }
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
