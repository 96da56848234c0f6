#pragma once
#include "host/data/augment_key.hpp"
#include "host/data/byte_image.hpp"
#include "host/spec/experiment_spec.hpp"

#include <cstdint>
#include <string_view>

namespace tlhost::engine {

/// A change of place: the image, enlarged without end by reflection (the edge is not repeated), is
/// seen through a window that is moved, turned about its middle and scaled; what is seen is
/// mirrored.
struct Geometry {
  bool mirror = false;               ///< left and right change places
  bool upside_down = false;          ///< top and bottom change places
  std::int64_t down = 0, right = 0;  ///< of the window, pixels
  double degrees = 0;                ///< the image turns so far, counter-clockwise
  double factor = 1;                 ///< the image becomes so many times as large; above 0
  bool operator==(const Geometry&) const = default;
};

/// True if the rule has a change of place.
bool moves_pixels(const AugmentRule& rule);

/// What is drawn for one image of so many pixels a side.
Geometry draw_geometry(const AugmentRule& rule,
                       const AugmentKey& key,
                       std::string_view id,
                       std::int64_t size);

/// Writes the changed image, as large as it was.  Without turning and scaling pixels are copied;
/// else every pixel is interpolated bilinearly once, without antialiasing.  out: apart from image.
/// Threads: any; pure.
void move_pixels(const ByteImage& image, const Geometry& geometry, std::uint8_t* out);

}  // namespace tlhost::engine
