#include "host/data/weighted_sums.hpp"

#include <algorithm>
#include <cstring>
#if defined(__x86_64__)
#include <immintrin.h>
#endif

// Integers, so every processor's instructions give the same; AVX2 has eight sums at once.

namespace tlhost::engine {
namespace {

constexpr std::size_t kLanes = 8;  // of 32 bits
constexpr std::int32_t kHalf = 1 << (kFractionBits - 1);

std::uint8_t rounded(std::int32_t sum) {
  return static_cast<std::uint8_t>(std::clamp(sum >> kFractionBits, 0, 255));
}

void sum_along_grey_row(const std::uint8_t* from, const Filter& filter, std::uint8_t* to) {
  for (const Taps& taps : filter.outputs) {
    const std::int32_t* weights = filter.weights.data() + taps.weights;
    std::int32_t sum = kHalf;
    for (std::size_t i = 0; i < taps.count; ++i) {
      sum += from[taps.first + i] * weights[i];
    }
    *to++ = rounded(sum);
  }
}

void sum_along_colour_row(const std::uint8_t* from, const Filter& filter, std::uint8_t* to) {
  for (const Taps& taps : filter.outputs) {
    const std::uint8_t* pixel = from + taps.first * 3;
    const std::int32_t* weights = filter.weights.data() + taps.weights;
    std::int32_t red = kHalf, green = kHalf, blue = kHalf;
    for (std::size_t i = 0; i < taps.count; ++i, pixel += 3) {
      red += pixel[0] * weights[i];
      green += pixel[1] * weights[i];
      blue += pixel[2] * weights[i];
    }
    for (const std::int32_t sum : {red, green, blue}) {
      *to++ = rounded(sum);
    }
  }
}

/// From column `x` on.
void sum_rows_from(std::size_t x,
                   const std::uint8_t* from,
                   std::size_t size,
                   const std::int32_t* weights,
                   std::size_t count,
                   std::uint8_t* to) {
  for (; x < size; ++x) {
    std::int32_t sum = kHalf;
    for (std::size_t i = 0; i < count; ++i) {
      sum += from[i * size + x] * weights[i];
    }
    to[x] = rounded(sum);
  }
}

void sum_rows(const std::uint8_t* from,
              std::size_t size,
              const std::int32_t* weights,
              std::size_t count,
              std::uint8_t* to) {
  sum_rows_from(0, from, size, weights, count, to);
}

#if defined(__x86_64__)
/// Rounded, as four bytes.
__attribute__((target("avx2"))) void store_four(__m128i sums, std::uint8_t* to) {
  sums = _mm_srai_epi32(sums, kFractionBits);
  sums = _mm_packus_epi16(_mm_packs_epi32(sums, sums), sums);  // 0 .. 255
  const std::int32_t bytes = _mm_cvtsi128_si32(sums);
  std::memcpy(to, &bytes, sizeof(bytes));
}

/// Eight pixels at once, times their weights.
__attribute__((target("avx2"))) __m256i grey_products(const std::uint8_t* from,
                                                      const Filter& filter,
                                                      std::size_t output) {
  const Taps& taps = filter.outputs[std::min(output, filter.outputs.size() - 1)];
  __m256i sums = _mm256_setzero_si256();
  for (std::size_t i = 0; i < taps.count; i += kLanes) {
    const __m128i pixels = _mm_loadl_epi64(reinterpret_cast<const __m128i*>(from + taps.first + i));
    const __m256i weights = _mm256_loadu_si256(
        reinterpret_cast<const __m256i*>(filter.weights.data() + taps.weights + i));
    sums = _mm256_add_epi32(sums, _mm256_mullo_epi32(_mm256_cvtepu8_epi32(pixels), weights));
  }
  return sums;
}

/// Four output pixels at once.
__attribute__((target("avx2"))) void sum_along_grey_row_avx2(const std::uint8_t* from,
                                                             const Filter& filter,
                                                             std::uint8_t* to) {
  const __m128i half = _mm_set1_epi32(kHalf);
  for (std::size_t x = 0; x < filter.outputs.size(); x += 4, to += 4) {
    const __m256i first =
        _mm256_hadd_epi32(grey_products(from, filter, x), grey_products(from, filter, x + 1));
    const __m256i second =
        _mm256_hadd_epi32(grey_products(from, filter, x + 2), grey_products(from, filter, x + 3));
    const __m256i both = _mm256_hadd_epi32(first, second);
    const __m128i sums =
        _mm_add_epi32(_mm256_castsi256_si128(both), _mm256_extracti128_si256(both, 1));
    store_four(_mm_add_epi32(sums, half), to);
  }
}

/// Two pixels at once, in four lanes each, of which the last is not used.
__attribute__((target("avx2"))) void sum_along_colour_row_avx2(const std::uint8_t* from,
                                                               const Filter& filter,
                                                               std::uint8_t* to) {
  const __m128i lanes = _mm_setr_epi8(0, 1, 2, -1, 3, 4, 5, -1, -1, -1, -1, -1, -1, -1, -1, -1);
  const __m256i each_to_four = _mm256_setr_epi32(0, 0, 0, 0, 1, 1, 1, 1);
  const __m256i start = _mm256_setr_epi32(kHalf, kHalf, kHalf, kHalf, 0, 0, 0, 0);
  for (const Taps& taps : filter.outputs) {
    const std::uint8_t* pixels = from + taps.first * 3;
    const std::int32_t* weights = filter.weights.data() + taps.weights;
    __m256i sums = start;
    for (std::size_t i = 0; i < taps.count; i += 2, pixels += 6) {
      const __m128i bytes = _mm_loadl_epi64(reinterpret_cast<const __m128i*>(pixels));
      const __m128i two = _mm_loadl_epi64(reinterpret_cast<const __m128i*>(weights + i));
      sums = _mm256_add_epi32(
          sums,
          _mm256_mullo_epi32(
              _mm256_cvtepu8_epi32(_mm_shuffle_epi8(bytes, lanes)),
              _mm256_permutevar8x32_epi32(_mm256_castsi128_si256(two), each_to_four)));
    }
    const __m128i sum =
        _mm_add_epi32(_mm256_castsi256_si128(sums), _mm256_extracti128_si256(sums, 1));
    store_four(sum, to);
    to += 3;
  }
}

__attribute__((target("avx2"))) void sum_rows_avx2(const std::uint8_t* from,
                                                   std::size_t size,
                                                   const std::int32_t* weights,
                                                   std::size_t count,
                                                   std::uint8_t* to) {
  constexpr std::size_t kAtOnce = 16;
  std::size_t x = 0;
  for (; x + kAtOnce <= size; x += kAtOnce) {
    __m256i low = _mm256_set1_epi32(kHalf), high = low;
    for (std::size_t i = 0; i < count; ++i) {
      const __m256i weight = _mm256_set1_epi32(weights[i]);
      const auto* bytes = reinterpret_cast<const __m128i*>(from + i * size + x);
      const __m128i values = _mm_loadu_si128(bytes);
      low = _mm256_add_epi32(low, _mm256_mullo_epi32(_mm256_cvtepu8_epi32(values), weight));
      high = _mm256_add_epi32(
          high, _mm256_mullo_epi32(_mm256_cvtepu8_epi32(_mm_srli_si128(values, 8)), weight));
    }
    low = _mm256_srai_epi32(low, kFractionBits);
    high = _mm256_srai_epi32(high, kFractionBits);
    // Packing goes by halves of 128 bits; the permutation puts them in order.
    const __m256i words = _mm256_permute4x64_epi64(_mm256_packs_epi32(low, high), 0xD8);
    const __m128i result =
        _mm_packus_epi16(_mm256_castsi256_si128(words), _mm256_extracti128_si256(words, 1));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(to + x), result);
  }
  sum_rows_from(x, from, size, weights, count, to);
}
#endif

}  // namespace

void Filter::add(std::size_t first, const std::vector<double>& weights_of_one) {
  outputs.push_back({first, weights_of_one.size(), weights.size()});
  for (const double weight : weights_of_one) {
    weights.push_back(static_cast<std::int32_t>(0.5 + weight * (1 << kFractionBits)));
  }
  weights.resize((weights.size() + kLanes - 1) / kLanes * kLanes);
}

Sums plain_sums() { return {&sum_along_grey_row, &sum_along_colour_row, &sum_rows}; }

Sums fastest_sums() {
#if defined(__x86_64__)
  static const bool has_avx2 = __builtin_cpu_supports("avx2") != 0;
  if (has_avx2) {
    return {&sum_along_grey_row_avx2, &sum_along_colour_row_avx2, &sum_rows_avx2};
  }
#endif
  return plain_sums();
}

}  // namespace tlhost::engine
