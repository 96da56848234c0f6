#include "host/weights/crc32.hpp"

#include <zlib.h>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

// A CRC is the rest of a division of polynomials, and what stands n bits before the end counts as
// (x^n mod P) times itself: so 64 bytes are folded into the 64 that follow by multiplying them
// with a constant, four lanes at a time.  Gopal et al., "Fast CRC Computation for Generic
// Polynomials Using PCLMULQDQ Instruction" (Intel, 2009).  What is left is 64 bytes with the same
// CRC, and zlib does those.

namespace tlhost::engine {
namespace {

std::uint32_t plain_crc(std::uint32_t crc, const unsigned char* data, std::size_t size) {
  return static_cast<std::uint32_t>(::crc32_z(crc, data, size));
}

#if defined(__x86_64__)
constexpr std::size_t kLanes = 4, kFold = kLanes * sizeof(__m128i);

__attribute__((target("pclmul,sse4.1"))) __m128i load(const unsigned char* data) {
  return _mm_loadu_si128(reinterpret_cast<const __m128i*>(data));
}

/// All whole pieces of 64 bytes, of which there are two at least.
__attribute__((target("pclmul,sse4.1"))) std::uint32_t folded_crc(std::uint32_t crc,
                                                                  const unsigned char* data,
                                                                  std::size_t size) {
  // x^(512+64) and x^512 mod P, reflected and shifted by one, as the paper derives them.
  const __m128i power = _mm_set_epi64x(0x1c6e41596, 0x154442bd4);
  __m128i lanes[kLanes];
  for (std::size_t i = 0; i < kLanes; ++i) {
    lanes[i] = load(data + i * sizeof(__m128i));
  }
  // The state of the division so far counts as if it stood before the first bytes.
  lanes[0] = _mm_xor_si128(lanes[0], _mm_cvtsi32_si128(static_cast<int>(~crc)));
  for (std::size_t at = kFold; at < size; at += kFold) {
    for (std::size_t i = 0; i < kLanes; ++i) {
      const __m128i low = _mm_clmulepi64_si128(lanes[i], power, 0x00);
      const __m128i high = _mm_clmulepi64_si128(lanes[i], power, 0x11);
      lanes[i] = _mm_xor_si128(_mm_xor_si128(low, high), load(data + at + i * sizeof(__m128i)));
    }
  }
  unsigned char rest[kFold];
  for (std::size_t i = 0; i < kLanes; ++i) {
    _mm_storeu_si128(reinterpret_cast<__m128i*>(rest + i * sizeof(__m128i)), lanes[i]);
  }
  return plain_crc(0xffffffffU, rest, kFold);  // which begins with a state of zero
}
#endif

}  // namespace

std::uint32_t crc32_of(std::uint32_t crc, const void* data, std::size_t size) {
  const auto* bytes = static_cast<const unsigned char*>(data);
#if defined(__x86_64__)
  if (size >= 2 * kFold && __builtin_cpu_supports("pclmul") && __builtin_cpu_supports("sse4.1")) {
    const std::size_t whole = size / kFold * kFold;
    crc = folded_crc(crc, bytes, whole);
    bytes += whole;
    size -= whole;
  }
#endif
  return size == 0 ? crc : plain_crc(crc, bytes, size);
}

}  // namespace tlhost::engine
