#pragma once
#include <algorithm>
#include <cstdint>

namespace tlhost::engine {

/// A rectangle of an image: rows [top, bottom), columns [left, right).
struct Window {
  std::int64_t top = 0, bottom = 0, left = 0, right = 0;

  std::int64_t area() const { return (bottom - top) * (right - left); }

  bool operator==(const Window&) const = default;
};

/// A square of so many pixels a side about a place, as far as it lies in an image of `size` x
/// `size`.
inline Window square_about(std::int64_t row,
                           std::int64_t column,
                           std::int64_t side,
                           std::int64_t size) {
  const auto inside = [size](std::int64_t place) {
    return std::clamp<std::int64_t>(place, 0, size);
  };
  const std::int64_t top = row - side / 2, left = column - side / 2;
  return {inside(top), inside(top + side), inside(left), inside(left + side)};
}

}  // namespace tlhost::engine
