#include "host/data/look.hpp"

#include "host/data/resize.hpp"
#include "host/data/shown_image.hpp"

#include <tlhost/error.hpp>

#include <algorithm>
#include <cmath>

// The picture is shrunk to 32 x 32 grey values.  Of its cosine transform the 8 x 8 lowest
// frequencies are taken without the mean, and each is weighted by its distance from the mean:
// pictures have most of their energy in the lowest few, which medical images of one kind share.
// pHash keeps the sign of each and counts those that differ.  On images that resemble each other
// that is too coarse (docs/adr/0013 has the figures), so the numbers are kept, in a byte each.

namespace tlhost::engine {
namespace {

constexpr int kSide = 32, kLow = 8;
constexpr std::int64_t kRows = 8;  // of a large picture that a row of the small one is made of
constexpr double kFlat = 2;        // grey levels of deviation
constexpr std::size_t kDigits = 2 * Look::kNumbers;

using Grey = std::vector<std::uint8_t>;
using Frequencies = std::array<double, Look::kNumbers>;

/// Every n-th row of a picture that has more than it takes: to average all would cost as much as
/// to decode it.
Raster every_nth_row(const RasterRef& picture, std::int64_t n) {
  Raster few{picture.height / n, picture.width, picture.channels, {}};
  const std::int64_t row = picture.width * picture.channels;
  few.bytes.reserve(static_cast<std::size_t>(few.height * row));
  for (std::int64_t y = 0; y < few.height; ++y) {
    const std::uint8_t* from = picture.bytes + (y * n + n / 2) * row;
    few.bytes.insert(few.bytes.end(), from, from + row);
  }
  return few;
}

Grey small_grey(const Image& image) {
  const ShownImage shown(image);
  RasterRef picture = shown.ref();
  Raster few;
  const std::int64_t n = picture.height / (kSide * kRows);
  if (n > 1) {
    few = every_nth_row(picture, n);
    picture = few.ref();
  }
  // Made lower before it is made narrower, and small before it is made grey: cheaper.
  const Raster low = resized(picture, kSide, picture.width);
  const Raster small = resized(low, kSide, kSide);
  return small.channels == 1 ? small.bytes : to_grey(small.ref()).bytes;
}

bool flat(const Grey& grey) {
  double sum = 0, squares = 0;
  for (const double value : grey) {
    sum += value;
    squares += value * value;
  }
  const double count = static_cast<double>(grey.size()), mean = sum / count;
  return squares / count - mean * mean < kFlat * kFlat;
}

/// [kLow][kSide]: the lowest rows of the orthonormal cosine transform, but for a factor.
std::array<std::array<double, kSide>, kLow> cosines() {
  std::array<std::array<double, kSide>, kLow> rows{};
  const double step = std::acos(-1.0) / (2 * kSide);
  for (int k = 0; k < kLow; ++k) {
    for (int x = 0; x < kSide; ++x) {
      rows[static_cast<std::size_t>(k)][static_cast<std::size_t>(x)] =
          std::cos(step * k * (2 * x + 1)) * (k == 0 ? std::sqrt(0.5) : 1.0);
    }
  }
  return rows;
}

Frequencies weighted_frequencies(const Grey& grey) {
  static const auto rows = cosines();
  std::array<std::array<double, kSide>, kLow> down{};  // [v][x], transformed along columns
  for (std::size_t v = 0; v < kLow; ++v) {
    for (std::size_t y = 0; y < kSide; ++y) {
      for (std::size_t x = 0; x < kSide; ++x) {
        down[v][x] += rows[v][y] * grey[y * kSide + x];
      }
    }
  }
  Frequencies all{};
  for (std::size_t i = 1; i <= all.size(); ++i) {  // 0 is the mean
    const std::size_t v = i / kLow, u = i % kLow;
    double sum = 0;
    for (std::size_t x = 0; x < kSide; ++x) {
      sum += rows[u][x] * down[v][x];
    }
    all[i - 1] = sum * std::sqrt(static_cast<double>(u * u + v * v));
  }
  return all;
}

int digit_of(char c) {
  if (c >= '0' && c <= '9') {
    return c - '0';
  }
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

}  // namespace

bool Look::is_flat() const {
  return std::all_of(numbers.begin(), numbers.end(), [](std::int8_t n) { return n == 0; });
}

Look look_of(const Image& image) {
  const Grey grey = small_grey(image);
  Look look;
  if (flat(grey)) {
    return look;
  }
  const Frequencies all = weighted_frequencies(grey);
  double squares = 0;
  for (const double value : all) {
    squares += value * value;
  }
  const double scale = squares > 0 ? 127 / std::sqrt(squares) : 0;
  for (std::size_t i = 0; i < all.size(); ++i) {
    look.numbers[i] = static_cast<std::int8_t>(std::lround(scale * all[i]));
  }
  return look;
}

double likeness(const Look& a, const Look& b) {
  std::int32_t product = 0, a_squares = 0, b_squares = 0;
  for (std::size_t i = 0; i < Look::kNumbers; ++i) {
    product += a.numbers[i] * b.numbers[i];
    a_squares += a.numbers[i] * a.numbers[i];
    b_squares += b.numbers[i] * b.numbers[i];
  }
  return product == 0
             ? 0
             : product / std::sqrt(static_cast<double>(a_squares) * static_cast<double>(b_squares));
}

std::string look_text(const Look& look) {
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string text;
  for (const std::int8_t number : look.numbers) {
    const auto byte = static_cast<std::uint8_t>(number);
    text += {kHex[byte >> 4], kHex[byte & 15]};
  }
  return text;
}

Look look_from_text(std::string_view text) {
  Look look;
  bool whole = text.size() == kDigits;
  for (std::size_t i = 0; whole && i < Look::kNumbers; ++i) {
    const int high = digit_of(text[2 * i]), low = digit_of(text[2 * i + 1]);
    whole = high >= 0 && low >= 0;
    look.numbers[i] = static_cast<std::int8_t>(16 * high + low);
  }
  if (!whole) {
    throw DataError("expected a look of " + std::to_string(kDigits) +
                    " lower-case hexadecimal digits");
  }
  return look;
}

}  // namespace tlhost::engine
