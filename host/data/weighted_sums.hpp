#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

namespace tlhost::engine {

/// Fraction bits of a weight: a sum of 255 times weights that make one, and its rounding, has room
/// in 32 bits.
inline constexpr int kFractionBits = 22;

/// What one output pixel is made of.
struct Window {
  std::size_t first = 0, count = 0;  ///< input pixels
  std::size_t weights = 0;           ///< where its weights begin
};

/// From the pixels of one side to those of another.
struct Filter {
  std::vector<Window> windows;
  std::vector<std::int32_t> weights;  ///< with zeros behind a window's, to a multiple of eight

  /// For the next pixel, of those from `first` on; their sum, in fixed point, is one.
  void add(std::size_t first, const std::vector<double>& weights_of_one);
};

/// So many bytes behind the row from which they sum are read, and not used.
inline constexpr std::size_t kReadBehind = 8;
/// So many bytes behind the row to which they write are written.
inline constexpr std::size_t kWrittenBehind = 3;

/// A row of pixels of `channels` (1 or 3) bytes, as the filter has it.
/// Exact integers: the same on every processor.  Threads: pure.
void sum_along_row(const std::uint8_t* from,
                   std::int64_t channels,
                   const Filter& filter,
                   std::uint8_t* to);

/// The sum of rows of `size` bytes, one below the other, by their weights.  Else as above.
void sum_rows(const std::uint8_t* from,
              std::size_t size,
              const std::int32_t* weights,
              std::size_t count,
              std::uint8_t* to);

}  // namespace tlhost::engine
