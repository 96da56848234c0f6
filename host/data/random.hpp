#pragma once
#include <array>
#include <cstdint>
#include <initializer_list>
#include <string_view>

namespace tlhost::engine {

/// A random stream named by (seed, purpose, coordinates, record id): SHA-256 of the name starts
/// xoshiro256**.  Streams are independent of each other and of the order in which they are made;
/// no global generator exists.  Own distributions, equal on every platform.
/// Source: Blackman, Vigna, ACM TOMS 2021.
class Stream {
 public:
  Stream(std::uint64_t seed,
         std::string_view purpose,
         std::initializer_list<std::uint64_t> coordinates = {},
         std::string_view id = {});
  std::uint64_t next();
  /// 0 <= x < 1, 53 bits.
  double uniform();
  /// 0 <= x < bound, without bias; bound > 0, else std::invalid_argument.
  std::uint64_t below(std::uint64_t bound);

 private:
  std::array<std::uint64_t, 4> state_{};
};

/// First 8 bytes of the name's SHA-256, lowest byte first: to seed a generator that is not ours,
/// and to sort by.
std::uint64_t stream_key(std::uint64_t seed,
                         std::string_view purpose,
                         std::initializer_list<std::uint64_t> coordinates = {},
                         std::string_view id = {});

}  // namespace tlhost::engine
