#include "host/preview/histograms.hpp"

#include <numeric>
#include <stdexcept>

namespace tlhost::engine {
namespace {

constexpr std::size_t kOther = 9;

/// By which of the eight neighbours, in their order round the pixel, are at least as bright.
std::size_t pattern_of(const std::array<bool, 8>& ring) {
  std::size_t bright = 0, changes = 0;
  for (std::size_t i = 0; i < ring.size(); ++i) {
    bright += ring[i] ? 1 : 0;
    changes += ring[i] != ring[(i + 1) % ring.size()] ? 1 : 0;
  }
  return changes <= 2 ? bright : kOther;
}

template <class Counts>
std::vector<double> shares_of(const Counts& counts) {
  const double sum =
      static_cast<double>(std::accumulate(counts.begin(), counts.end(), std::uint64_t{0}));
  std::vector<double> shares;
  for (const std::uint64_t count : counts) {
    shares.push_back(sum > 0 ? static_cast<double>(count) / sum : 0);
  }
  return shares;
}

}  // namespace

std::array<std::uint64_t, 10> binary_patterns(const Raster& grey) {
  if (grey.channels != 1) {
    throw std::invalid_argument("binary_patterns: a picture in colour");
  }
  const std::int64_t w = grey.width;
  const std::array<std::int64_t, 8> around = {-w - 1, -w, -w + 1, 1, w + 1, w, w - 1, -1};
  std::array<std::uint64_t, 10> counts{};
  for (std::int64_t y = 1; y + 1 < grey.height; ++y) {
    for (std::int64_t x = 1; x + 1 < w; ++x) {
      const std::uint8_t* centre = &grey.bytes[static_cast<std::size_t>(y * w + x)];
      std::array<bool, 8> ring{};
      for (std::size_t i = 0; i < ring.size(); ++i) {
        ring[i] = centre[around[i]] >= *centre;
      }
      ++counts[pattern_of(ring)];
    }
  }
  return counts;
}

HistogramSum::HistogramSum(std::int64_t channels)
    : brightness_(static_cast<std::size_t>(channels)) {}

void HistogramSum::add(const Raster& picture) {
  const std::size_t channels = brightness_.size();
  for (std::size_t i = 0; i < picture.bytes.size(); ++i) {
    ++brightness_[i % channels][picture.bytes[i] * kBins / 256];
  }
  const auto patterns = binary_patterns(channels == 1 ? picture : to_grey(picture.ref()));
  for (std::size_t i = 0; i < patterns.size(); ++i) {
    patterns_[i] += patterns[i];
  }
  ++pictures_;
}

std::vector<Histogram> HistogramSum::shares() const {
  static const std::vector<std::string> kColours = {"red", "green", "blue"};
  std::vector<Histogram> all;
  for (std::size_t c = 0; c < brightness_.size(); ++c) {
    all.push_back({brightness_.size() == 1 ? "grey" : kColours.at(c), shares_of(brightness_[c])});
  }
  all.push_back({"texture", shares_of(patterns_)});
  return all;
}

}  // namespace tlhost::engine
