#include "host/data/resample.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstring>
#include <vector>
#if defined(__x86_64__)
#include <immintrin.h>
#endif

// Each output pixel is a weighted mean of the input pixels below a triangle around its centre.  The
// triangle reaches one input pixel to each side where a picture grows, and one output pixel where
// it shrinks; at the picture's edge its rest weighs more.  First along the rows, rounded to bytes,
// then along the columns.  A sum of 22 fraction bits holds 255 and its rounding in 32 bits.

// Integers, so every processor's instructions give the same; AVX2 has more at once.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && \
    !defined(__SANITIZE_ADDRESS__)
#define TLHOST_FOR_EACH_PROCESSOR __attribute__((target_clones("avx2", "default")))
#else
#define TLHOST_FOR_EACH_PROCESSOR
#endif

namespace tlhost::engine {
namespace {

constexpr int kFractionBits = 22;
constexpr std::int32_t kHalf = 1 << (kFractionBits - 1);

/// What one output pixel is made of.
struct Window {
  std::size_t first = 0, count = 0;  ///< input pixels
  std::size_t weights = 0;           ///< where its weights begin
};

struct Filter {
  std::vector<Window> windows;
  std::vector<std::int32_t> weights;
};

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

std::int32_t fixed_point(double weight) {
  return static_cast<std::int32_t>(0.5 + weight * (1 << kFractionBits));
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
    filter.windows.push_back(
        {static_cast<std::size_t>(first), weights.size(), filter.weights.size()});
    for (const double weight : weights) {
      filter.weights.push_back(fixed_point(weight / sum));
    }
  }
  return filter;
}

std::uint8_t rounded(std::int32_t sum) {
  return static_cast<std::uint8_t>(std::clamp(sum >> kFractionBits, 0, 255));
}

void filter_grey_row(const std::uint8_t* from, const Filter& filter, std::uint8_t* to) {
  for (const Window& window : filter.windows) {
    const std::int32_t* weights = filter.weights.data() + window.weights;
    std::int32_t sum = kHalf;
    for (std::size_t i = 0; i < window.count; ++i) {
      sum += from[window.first + i] * weights[i];
    }
    *to++ = rounded(sum);
  }
}

/// Both read and write one byte behind the row.
using RowFilter = void (*)(const std::uint8_t*, const Filter&, std::uint8_t*);

void filter_colour_row(const std::uint8_t* from, const Filter& filter, std::uint8_t* to) {
  for (const Window& window : filter.windows) {
    const std::uint8_t* pixel = from + window.first * 3;
    const std::int32_t* weights = filter.weights.data() + window.weights;
    std::int32_t red = kHalf, green = kHalf, blue = kHalf;
    for (std::size_t i = 0; i < window.count; ++i, pixel += 3) {
      red += pixel[0] * weights[i];
      green += pixel[1] * weights[i];
      blue += pixel[2] * weights[i];
    }
    for (const std::int32_t sum : {red, green, blue}) {
      *to++ = rounded(sum);
    }
  }
}

#if defined(__x86_64__)
/// The same in four lanes, of which the last is not used.
__attribute__((target("avx2"))) void filter_colour_row_avx2(const std::uint8_t* from,
                                                            const Filter& filter,
                                                            std::uint8_t* to) {
  for (const Window& window : filter.windows) {
    const std::uint8_t* pixel = from + window.first * 3;
    const std::int32_t* weights = filter.weights.data() + window.weights;
    __m128i sums = _mm_set1_epi32(kHalf);
    for (std::size_t i = 0; i < window.count; ++i, pixel += 3) {
      std::int32_t bytes = 0;
      std::memcpy(&bytes, pixel, sizeof(bytes));
      const __m128i values = _mm_cvtepu8_epi32(_mm_cvtsi32_si128(bytes));
      sums = _mm_add_epi32(sums, _mm_mullo_epi32(values, _mm_set1_epi32(weights[i])));
    }
    sums = _mm_srai_epi32(sums, kFractionBits);
    sums = _mm_packus_epi16(_mm_packs_epi32(sums, sums), sums);  // 0 .. 255
    const std::int32_t bytes = _mm_cvtsi128_si32(sums);
    std::memcpy(to, &bytes, sizeof(bytes));
    to += 3;
  }
}
#endif

RowFilter colour_filter() {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx2") != 0) {
    return &filter_colour_row_avx2;
  }
#endif
  return &filter_colour_row;
}

/// Of the rows that `rows` touches.
Raster filtered_rows(const Raster& raster,
                     const Span& rows,
                     const Span& columns,
                     std::int64_t width) {
  Raster result{rows.end - rows.first, width, raster.channels, {}};
  const auto from = static_cast<std::size_t>(raster.width * raster.channels);
  const auto to = static_cast<std::size_t>(width * raster.channels);
  result.bytes.resize(static_cast<std::size_t>(result.height) * to + 1);
  const Filter filter = triangle(columns, width);
  const RowFilter filter_row = raster.channels == 3 ? colour_filter() : &filter_grey_row;
  std::vector<std::uint8_t> last(raster.bytes.end() - static_cast<std::ptrdiff_t>(from),
                                 raster.bytes.end());
  last.push_back(0);
  std::uint8_t* target = result.bytes.data();
  for (std::int64_t y = rows.first; y < rows.end; ++y, target += to) {
    const std::uint8_t* row = raster.bytes.data() + static_cast<std::size_t>(y) * from;
    filter_row(y + 1 < raster.height ? row : last.data(), filter, target);
  }
  result.bytes.pop_back();
  return result;
}

TLHOST_FOR_EACH_PROCESSOR
void add_row(const std::uint8_t* __restrict from,
             std::int32_t weight,
             std::size_t count,
             std::int32_t* __restrict sums) {
  for (std::size_t x = 0; x < count; ++x) {
    sums[x] += from[x] * weight;
  }
}

TLHOST_FOR_EACH_PROCESSOR
void round_row(const std::int32_t* __restrict sums,
               std::size_t count,
               std::uint8_t* __restrict to) {
  for (std::size_t x = 0; x < count; ++x) {
    to[x] = rounded(sums[x]);
  }
}

Raster filtered_columns(const Raster& raster, const Span& rows, std::int64_t height) {
  Raster result{height, raster.width, raster.channels, {}};
  const auto row = static_cast<std::size_t>(raster.width * raster.channels);
  result.bytes.resize(static_cast<std::size_t>(height) * row);
  const Filter filter = triangle(rows, height);
  std::vector<std::int32_t> sums(row);
  std::uint8_t* to = result.bytes.data();
  for (const Window& window : filter.windows) {
    std::fill(sums.begin(), sums.end(), kHalf);
    for (std::size_t i = 0; i < window.count; ++i) {
      const std::uint8_t* from = raster.bytes.data() + (window.first + i) * row;
      add_row(from, filter.weights[window.weights + i], row, sums.data());
    }
    round_row(sums.data(), row, to);
    to += row;
  }
  return result;
}

}  // namespace

Raster resampled(const Raster& raster,
                 const Section& section,
                 std::int64_t height,
                 std::int64_t width) {
  Span rows = span_of(section.top, section.height, raster.height);
  const Span columns = span_of(section.left, section.width, raster.width);
  const bool keep_rows = is_whole(rows, raster.height, height);
  if (is_whole(columns, raster.width, width)) {
    return keep_rows ? raster : filtered_columns(raster, rows, height);
  }
  const Raster result = filtered_rows(raster, rows, columns, width);
  if (keep_rows) {
    return result;
  }
  rows.begin -= static_cast<double>(rows.first);
  rows.end -= rows.first;
  rows.first = 0;
  return filtered_columns(result, rows, height);
}

}  // namespace tlhost::engine
