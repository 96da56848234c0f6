#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

namespace tlhost::engine {

/// Fraction bits of a weight: a sum of 255 times weights that make one, and its rounding, has room
/// in 32 bits.
inline constexpr int kFractionBits = 22;

/// What one output pixel is a sum of.
struct Taps {
  std::size_t first = 0, count = 0;  ///< input pixels
  std::size_t weights = 0;           ///< where its weights begin
};

/// From the pixels of one side to those of another.
struct Filter {
  std::vector<Taps> outputs;
  std::vector<std::int32_t> weights;  ///< with zeros behind an output's, to a multiple of eight

  /// For the next pixel, of those from `first` on; their sum, in fixed point, is one.
  void add(std::size_t first, const std::vector<double>& weights_of_one);
};

/// So many bytes behind the row from which they sum are read, and not used.
inline constexpr std::size_t kReadBehind = 8;
/// So many bytes behind the row to which they write are written.
inline constexpr std::size_t kWrittenBehind = 3;

/// Ways to sum, of exact integers: all sets give the same bytes.  Threads: pure.
struct Sums {
  /// A row of pixels as the filter has it.
  using AlongRow = void (*)(const std::uint8_t* from, const Filter& filter, std::uint8_t* to);
  /// Rows of `size` bytes, one below the other, by their weights.
  using OfRows = void (*)(const std::uint8_t* from,
                          std::size_t size,
                          const std::int32_t* weights,
                          std::size_t count,
                          std::uint8_t* to);
  AlongRow along_grey_row, along_colour_row;
  OfRows of_rows;
};

/// For every processor.
Sums plain_sums();
/// The fastest for this one.
Sums fastest_sums();

}  // namespace tlhost::engine
