#pragma once
#include <cmath>
#include <cstdint>

namespace tlhost {
namespace phantom {

constexpr double kPi = 3.14159265358979323846;

/// A bijection that scatters bits: the finaliser of splitmix64 (Steele, Lea, Flood, OOPSLA 2014).
inline std::uint64_t scatter(std::uint64_t x) {
  x ^= x >> 30;
  x *= 0xBF58476D1CE4E5B9u;
  x ^= x >> 27;
  x *= 0x94D049BB133111EBu;
  return x ^ (x >> 31);
}

/// One seed from two; the order counts.
inline std::uint64_t combine(std::uint64_t a, std::uint64_t b) {
  return scatter(scatter(a + 0x9E3779B97F4A7C15u) ^ b);
}

/// splitmix64, and the few distributions that drawing needs: equal numbers with every standard
/// library.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next() { return scatter(state_ += 0x9E3779B97F4A7C15u); }

  double uniform() { return static_cast<double>(next() >> 11) * 0x1p-53; }  ///< [0, 1)

  double uniform(double low, double high) { return low + (high - low) * uniform(); }

  double angle() { return uniform(0, 2 * kPi); }

  bool chance(double probability) { return uniform() < probability; }

  double sign() { return chance(0.5) ? 1 : -1; }

  /// low .. high, both included.
  std::int64_t whole(std::int64_t low, std::int64_t high) {
    return low + static_cast<std::int64_t>(uniform() * static_cast<double>(high - low + 1));
  }

  /// Mean 0, deviation 1, close to normal: the sum of nine uniform numbers, scaled.
  double normal() {
    double sum = -4.5;
    for (int i = 0; i < 9; ++i) {
      sum += uniform();
    }
    return sum / std::sqrt(0.75);
  }

 private:
  std::uint64_t state_;
};

}  // namespace phantom
}  // namespace tlhost
