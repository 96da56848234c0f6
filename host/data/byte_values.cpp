#include "host/data/byte_values.hpp"

#include <bit>
#include <cmath>
#include <cstddef>
#if defined(__x86_64__)
#include <immintrin.h>
#endif

// A table gives one value at a time.  AVX2 computes four at once, as byte * scale + offset in
// double precision.  Rounded to float32 that is the table's value unless this lies almost halfway
// between two float32, so all 256 of a channel are compared first, and where one differs the table
// is used: no value depends on the processor.

namespace tlhost::engine {
namespace {

std::uint32_t bits(float value) { return std::bit_cast<std::uint32_t>(value); }

#if defined(__x86_64__)
constexpr std::size_t kPixels = 4;  // a step
constexpr std::size_t kRead = 16;   // bytes at once, of which a step uses at most twelve

/// Four values that go side by side: which bytes of a step they are of, and their lines.
struct Four {
  std::array<std::int8_t, kRead> bytes{};  ///< each to the low byte of 32 bits
  std::array<double, 4> scales{}, offsets{};
  std::int64_t begin = 0;  ///< in the output
};

/// Returns how many pixels were written: all but the last few.
template <std::size_t kFours>
__attribute__((target("avx2,fma"))) std::int64_t write_steps(const PixelBytes& pixels,
                                                             const std::array<Four, kFours>& fours,
                                                             std::int64_t advance,
                                                             float* out) {
  __m128i places[kFours];
  __m256d scales[kFours], offsets[kFours];
  for (std::size_t i = 0; i < kFours; ++i) {
    places[i] = _mm_loadu_si128(reinterpret_cast<const __m128i*>(fours[i].bytes.data()));
    scales[i] = _mm256_loadu_pd(fours[i].scales.data());
    offsets[i] = _mm256_loadu_pd(fours[i].offsets.data());
  }
  const auto step = static_cast<std::int64_t>(kPixels) * pixels.channels;
  const std::int64_t end = pixels.count * pixels.channels - static_cast<std::int64_t>(kRead);
  std::int64_t byte = 0;
  for (; byte <= end; byte += step, out += advance) {
    const __m128i read = _mm_loadu_si128(reinterpret_cast<const __m128i*>(pixels.bytes + byte));
    for (std::size_t i = 0; i < kFours; ++i) {
      const __m256d values = _mm256_cvtepi32_pd(_mm_shuffle_epi8(read, places[i]));
      const __m256d results = _mm256_fmadd_pd(values, scales[i], offsets[i]);
      _mm_storeu_ps(out + fours[i].begin, _mm256_cvtpd_ps(results));
    }
  }
  return byte / pixels.channels;
}

bool has_fours() {
  static const bool has = __builtin_cpu_supports("avx2") != 0 && __builtin_cpu_supports("fma") != 0;
  return has;
}
#endif

}  // namespace

ByteValues::ByteValues(const Normalise& normalise) : tables_(normalise.mean.size()) {
  for (std::size_t c = 0; c < tables_.size(); ++c) {
    const double mean = normalise.mean[c], std = normalise.std[c];
    for (std::size_t byte = 0; byte < 256; ++byte) {
      tables_[c][byte] = static_cast<float>((static_cast<double>(byte) / 255 - mean) / std);
    }
    lines_.push_back({1 / (255 * std), -mean / std});
  }
  for (std::size_t c = 0; c < tables_.size(); ++c) {
    if (!lies_on(lines_[c], c)) {
      lines_.clear();
      return;
    }
  }
}

bool ByteValues::lies_on(const Line& line, std::size_t channel) const {
  for (std::size_t byte = 0; byte < 256; ++byte) {
    const double value = std::fma(static_cast<double>(byte), line.scale, line.offset);
    if (bits(static_cast<float>(value)) != bits(tables_[channel][byte])) {
      return false;
    }
  }
  return true;
}

#if defined(__x86_64__)
template <std::size_t kChannels>
std::int64_t ByteValues::write_fours(const PixelBytes& pixels,
                                     bool channels_last,
                                     float* out) const {
  std::array<Four, kChannels> fours;
  for (std::size_t i = 0; i < 4 * kChannels; ++i) {
    Four& four = fours[i / 4];
    const std::size_t pixel = channels_last ? i / kChannels : i % 4;
    const std::size_t channel = channels_last ? i % kChannels : i / 4;
    const std::size_t byte = pixels.channels == 1 ? pixel : pixel * kChannels + channel;
    four.bytes[4 * (i % 4)] = static_cast<std::int8_t>(byte);
    for (std::size_t high = 1; high < 4; ++high) {
      four.bytes[4 * (i % 4) + high] = -1;  // zero
    }
    four.scales[i % 4] = lines_[channel].scale;
    four.offsets[i % 4] = lines_[channel].offset;
    four.begin = static_cast<std::int64_t>(i / 4) * (channels_last ? 4 : pixels.count);
  }
  return write_steps(
      pixels, fours, static_cast<std::int64_t>(4 * (channels_last ? kChannels : 1)), out);
}
#endif

void ByteValues::write(const PixelBytes& pixels, bool channels_last, float* out) const {
  std::int64_t written = 0;
#if defined(__x86_64__)
  if (has_fours() && !lines_.empty()) {
    if (channels() == 1) {
      written = write_fours<1>(pixels, channels_last, out);
    } else if (channels() == 3) {
      written = write_fours<3>(pixels, channels_last, out);
    }
  }
#endif
  write_from(written, pixels, channels_last, out);
}

void ByteValues::write_plainly(const PixelBytes& pixels, bool channels_last, float* out) const {
  write_from(0, pixels, channels_last, out);
}

void ByteValues::write_from(std::int64_t first,
                            const PixelBytes& pixels,
                            bool channels_last,
                            float* out) const {
  const std::int64_t next_pixel = channels_last ? channels() : 1;
  const std::int64_t next_channel = channels_last ? 1 : pixels.count;
  for (std::int64_t c = 0; c < channels(); ++c) {
    const auto& table = tables_[static_cast<std::size_t>(c)];
    const std::uint8_t* from = pixels.bytes + (pixels.channels == 1 ? 0 : c);
    float* to = out + c * next_channel;
    for (std::int64_t i = first; i < pixels.count; ++i) {
      to[i * next_pixel] = table[from[i * pixels.channels]];
    }
  }
}

}  // namespace tlhost::engine
