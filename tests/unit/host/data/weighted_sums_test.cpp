#include "host/data/weighted_sums.hpp"

#include "host/data/random.hpp"
#include "tests/support/catch.hpp"

using namespace tlhost::engine;
using Bytes = std::vector<std::uint8_t>;

namespace {

constexpr std::size_t kInput = 61;  // pixels

/// Taps on 1 to 19 pixels, at every place of a row, whose weights are drawn.
Filter drawn_filter(Stream& stream) {
  Filter filter;
  for (std::size_t count = 1; count < 20; ++count) {
    const std::size_t first = stream.below(kInput - count + 1);
    std::vector<double> weights;
    double sum = 0;
    for (std::size_t i = 0; i < count; ++i) {
      weights.push_back(static_cast<double>(1 + stream.below(100)));
      sum += weights.back();
    }
    for (double& weight : weights) {
      weight /= sum;
    }
    filter.add(first, weights);
  }
  return filter;
}

Bytes drawn_bytes(Stream& stream, std::size_t count) {
  Bytes bytes(count);
  for (std::uint8_t& byte : bytes) {
    byte = static_cast<std::uint8_t>(stream.below(4) == 0 ? 255 : stream.below(256));
  }
  return bytes;
}

}  // namespace

TEST_CASE("weights of one pixel in fixed point", "[data][resample]") {
  Filter filter;
  filter.add(3, {0.25, 0.75, 0});
  filter.add(0, {1});
  CHECK(filter.outputs[0].first == 3);
  CHECK(filter.outputs[0].count == 3);
  CHECK(filter.outputs[1].weights == 8);
  CHECK(filter.weights == std::vector<std::int32_t>{
                              1 << 20, 3 << 20, 0, 0, 0, 0, 0, 0, 1 << 22, 0, 0, 0, 0, 0, 0, 0});
  const Bytes row = {0, 0, 0, 100, 201, 9, 0, 0, 0, 0, 0, 0, 0, 0};
  Bytes to(2 + kWrittenBehind);
  plain_sums().along_grey_row(row.data(), filter, to.data());
  CHECK(to[0] == 176);  // 25 + 150.75
  CHECK(to[1] == 0);
}

TEST_CASE("this processor's fastest sums are the plain ones, byte for byte", "[data][resample]") {
  Stream stream(1, "test.sums");
  const Sums plain = plain_sums(), fastest = fastest_sums();
  for (int round = 0; round < 200; ++round) {
    const Filter filter = drawn_filter(stream);
    const Bytes row = drawn_bytes(stream, 3 * kInput + kReadBehind);
    Bytes a(3 * filter.outputs.size() + kWrittenBehind), b = a;
    for (const auto along : {&Sums::along_grey_row, &Sums::along_colour_row}) {
      (plain.*along)(row.data(), filter, a.data());
      (fastest.*along)(row.data(), filter, b.data());
      const std::size_t written = filter.outputs.size() * (along == &Sums::along_grey_row ? 1 : 3);
      REQUIRE(std::equal(a.begin(), a.begin() + static_cast<std::ptrdiff_t>(written), b.begin()));
    }
    for (const Taps& taps : filter.outputs) {
      const Bytes rows = drawn_bytes(stream, kInput * taps.count);
      Bytes c(kInput), d(kInput);
      const std::int32_t* weights = filter.weights.data() + taps.weights;
      plain.of_rows(rows.data(), kInput, weights, taps.count, c.data());
      fastest.of_rows(rows.data(), kInput, weights, taps.count, d.data());
      REQUIRE(c == d);
    }
  }
}
