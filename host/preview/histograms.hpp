#pragma once
#include "host/data/resize.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace tlhost::engine {

/// Local binary patterns of a grey picture: of each inner pixel, which of its eight neighbours are
/// at least as bright.  A pattern whose ring changes at most twice is counted by its number of such
/// neighbours, 0..8; all others together are 9.  So turning the picture changes nothing.
/// Source: Ojala, Pietikainen, Maenpaa, TPAMI 24(7), 2002, riu2 with P = 8, R = 1, corners taken
/// as they are, without interpolation.
/// Errors: std::invalid_argument for colour.  A picture of less than 3 pixels a side has none.
std::array<std::uint64_t, 10> binary_patterns(const Raster& grey);

/// Shares of one figure of a picture over its bins; they add up to 1 where anything was counted.
struct Histogram {
  std::string figure;  ///< red, green, blue; grey; texture
  std::vector<double> shares;
  bool operator==(const Histogram&) const = default;
};

/// Brightness in 16 equal bins of each channel, and binary patterns, over all pixels of all
/// pictures of one size.
class HistogramSum {
 public:
  /// channels: 1 or 3.
  explicit HistogramSum(std::int64_t channels);
  void add(const Raster& picture);

  std::size_t pictures() const { return pictures_; }

  std::vector<Histogram> shares() const;

 private:
  static constexpr std::size_t kBins = 16;
  std::size_t pictures_ = 0;
  std::vector<std::array<std::uint64_t, kBins>> brightness_;
  std::array<std::uint64_t, 10> patterns_{};
};

}  // namespace tlhost::engine
