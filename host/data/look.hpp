#pragma once
#include <tlhost/image.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace tlhost::engine {

/// What a picture looks like from afar: its lowest frequencies but the mean, in any size, file and
/// brightness the same.  A direction: only the angle between two looks says something.
struct Look {
  static constexpr std::size_t kNumbers = 63;
  std::array<std::int8_t, kNumbers> numbers{};  ///< all zero: too flat to be told from others

  bool is_flat() const;
  bool operator==(const Look&) const = default;
};

/// From this likeness on two pictures count as near copies.
inline constexpr double kNearCopy = 0.98;

/// image: as view_image takes it.  A picture whose grey values deviate by less than two levels is
/// flat.
/// Source: the frequencies are those of pHash (Zauner 2010), kept as numbers instead of signs.
/// Errors: as view_image.  Threads: pure.
Look look_of(const Image& image);

/// Cosine of the angle between two looks, -1..1; 0 if one is flat.
double likeness(const Look& a, const Look& b);

/// 126 lower-case hexadecimal digits.
std::string look_text(const Look& look);
/// Errors: DataError for a text that is none of these.
Look look_from_text(std::string_view text);

}  // namespace tlhost::engine
