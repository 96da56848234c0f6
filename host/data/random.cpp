#include "host/data/random.hpp"

#include "host/store/digest.hpp"

#include <array>
#include <stdexcept>
#include <string>

// A name is hashed in an encoding that no two names share: a tag, then every number as 8 bytes,
// lowest byte first, and every text behind its length.  The 32 bytes of the digest are the four
// state words, again lowest byte first; the first of them is the key.

namespace tlhost::engine {
namespace {

using State = std::array<std::uint64_t, 4>;

void add_number(std::string& name, std::uint64_t value) {
  for (int shift = 0; shift < 64; shift += 8) {
    name += static_cast<char>(value >> shift & 0xff);
  }
}

void add_text(std::string& name, std::string_view text) {
  add_number(name, text.size());
  name += text;
}

std::uint64_t nibble(char digit) {
  return static_cast<std::uint64_t>(digit <= '9' ? digit - '0' : digit - 'a' + 10);
}

State digest_words(const std::string& hex) {
  State words{};
  for (std::size_t byte = 0; byte < 32; ++byte) {
    const std::uint64_t value = nibble(hex[2 * byte]) << 4 | nibble(hex[2 * byte + 1]);
    words[byte / 8] |= value << (8 * (byte % 8));
  }
  return words;
}

State name_state(std::uint64_t seed,
                 std::string_view purpose,
                 std::initializer_list<std::uint64_t> coordinates,
                 std::string_view id) {
  std::string name;
  add_text(name, "tlhost.stream/1");
  add_number(name, seed);
  add_text(name, purpose);
  add_number(name, coordinates.size());
  for (const std::uint64_t coordinate : coordinates) {
    add_number(name, coordinate);
  }
  add_text(name, id);
  return digest_words(sha256_hex(name));
}

std::uint64_t rotate_left(std::uint64_t value, int bits) {
  return value << bits | value >> (64 - bits);
}

}  // namespace

Stream::Stream(std::uint64_t seed,
               std::string_view purpose,
               std::initializer_list<std::uint64_t> coordinates,
               std::string_view id)
    : state_(name_state(seed, purpose, coordinates, id)) {}

std::uint64_t Stream::next() {
  const std::uint64_t result = rotate_left(state_[1] * 5, 7) * 9;
  const std::uint64_t shifted = state_[1] << 17;
  state_[2] ^= state_[0];
  state_[3] ^= state_[1];
  state_[1] ^= state_[2];
  state_[0] ^= state_[3];
  state_[2] ^= shifted;
  state_[3] = rotate_left(state_[3], 45);
  return result;
}

double Stream::uniform() { return static_cast<double>(next() >> 11) * 0x1p-53; }

std::uint64_t Stream::below(std::uint64_t bound) {
  if (bound == 0) {
    throw std::invalid_argument("Stream::below: bound is 0; expected at least 1");
  }
  // The lowest 2^64 mod bound values are drawn again: what is left is a whole multiple of bound.
  const std::uint64_t uneven = (0 - bound) % bound;
  std::uint64_t value = next();
  while (value < uneven) {
    value = next();
  }
  return value % bound;
}

std::uint64_t stream_key(std::uint64_t seed,
                         std::string_view purpose,
                         std::initializer_list<std::uint64_t> coordinates,
                         std::string_view id) {
  return name_state(seed, purpose, coordinates, id)[0];
}

}  // namespace tlhost::engine
