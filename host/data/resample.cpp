#include "host/data/resample.hpp"

#include "host/data/weighted_sums.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

// Each output pixel is a weighted mean of the input pixels below a triangle around its centre.  The
// triangle reaches one input pixel to each side where a picture grows, and one output pixel where
// it shrinks; at the picture's edge its rest weighs more.  First along the rows, rounded to bytes,
// then along the columns.

namespace tlhost::engine {
namespace {

/// One side of a section, and the pixels that it touches.
struct Span {
  double begin = 0, length = 0;
  std::int64_t first = 0, end = 0;
};

Span span_of(double begin, double length, std::int64_t pixels) {
  return {begin,
          length,
          static_cast<std::int64_t>(begin),
          std::min(pixels, static_cast<std::int64_t>(std::ceil(begin + length)))};
}

bool is_whole(const Span& span, std::int64_t pixels, std::int64_t to) {
  return span.begin == 0 && to == pixels && span.length == static_cast<double>(pixels);
}

Filter triangle(const Span& from, std::int64_t to) {
  const double scale = from.length / static_cast<double>(to);
  const double reach = std::max(1.0, scale), slope = 1 / reach;
  Filter filter;
  std::vector<double> weights;
  for (std::int64_t i = 0; i < to; ++i) {
    const double centre = from.begin + (static_cast<double>(i) + 0.5) * scale;
    const auto first = std::max(from.first, static_cast<std::int64_t>(centre - reach + 0.5));
    const auto end = std::min(from.end, static_cast<std::int64_t>(centre + reach + 0.5));
    weights.clear();
    double sum = 0;
    for (std::int64_t x = first; x < end; ++x) {
      const double distance = std::abs((static_cast<double>(x) - centre + 0.5) * slope);
      weights.push_back(std::max(0.0, 1 - distance));
      sum += weights.back();
    }
    for (double& weight : weights) {
      weight /= sum;
    }
    filter.add(static_cast<std::size_t>(first), weights);
  }
  return filter;
}

/// Of the rows that `rows` touches.
Raster filtered_rows(const RasterRef& raster,
                     const Span& rows,
                     const Span& columns,
                     std::int64_t width) {
  Raster result{rows.end - rows.first, width, raster.channels, {}};
  const auto from = static_cast<std::size_t>(raster.width * raster.channels);
  const auto to = static_cast<std::size_t>(width * raster.channels);
  result.bytes.resize(static_cast<std::size_t>(result.height) * to + kWrittenBehind);
  const Filter filter = triangle(columns, width);
  const Sums sums = fastest_sums();
  const auto sum = raster.channels == 1 ? sums.along_grey_row : sums.along_colour_row;
  std::uint8_t* target = result.bytes.data();
  const auto end = static_cast<std::size_t>(raster.height) * from;
  std::vector<std::uint8_t> last;  // a row behind which there is nothing to read
  for (std::int64_t y = rows.first; y < rows.end; ++y, target += to) {
    const std::size_t at = static_cast<std::size_t>(y) * from;
    const std::uint8_t* row = raster.bytes + at;
    if (at + from + kReadBehind > end) {
      last.assign(row, row + from);
      last.resize(from + kReadBehind);
      row = last.data();
    }
    sum(row, filter, target);
  }
  result.bytes.resize(result.bytes.size() - kWrittenBehind);
  return result;
}

Raster filtered_columns(const RasterRef& raster, const Span& rows, std::int64_t height) {
  Raster result{height, raster.width, raster.channels, {}};
  const auto row = static_cast<std::size_t>(raster.width * raster.channels);
  result.bytes.resize(static_cast<std::size_t>(height) * row);
  const Filter filter = triangle(rows, height);
  const auto sum = fastest_sums().of_rows;
  std::uint8_t* to = result.bytes.data();
  for (const Taps& taps : filter.outputs) {
    const std::int32_t* weights = filter.weights.data() + taps.weights;
    sum(raster.bytes + taps.first * row, row, weights, taps.count, to);
    to += row;
  }
  return result;
}

Raster copied(const RasterRef& raster) {
  const auto bytes = static_cast<std::size_t>(raster.height * raster.width * raster.channels);
  return {raster.height, raster.width, raster.channels, {raster.bytes, raster.bytes + bytes}};
}

}  // namespace

Raster resampled(const RasterRef& raster,
                 const Section& section,
                 std::int64_t height,
                 std::int64_t width) {
  Span rows = span_of(section.top, section.height, raster.height);
  const Span columns = span_of(section.left, section.width, raster.width);
  const bool keep_rows = is_whole(rows, raster.height, height);
  if (is_whole(columns, raster.width, width)) {
    return keep_rows ? copied(raster) : filtered_columns(raster, rows, height);
  }
  Raster result = filtered_rows(raster, rows, columns, width);
  if (keep_rows) {
    return result;
  }
  rows.begin -= static_cast<double>(rows.first);
  rows.end -= rows.first;
  rows.first = 0;
  return filtered_columns(result.ref(), rows, height);
}

}  // namespace tlhost::engine
