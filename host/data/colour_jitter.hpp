#pragma once
#include "host/data/augment_key.hpp"
#include "host/spec/experiment_spec.hpp"

#include <cstdint>
#include <string_view>

namespace tlhost::engine {

/// A change of colour, in this order.  Values are 0..255 and clamped after each step; grey images
/// have no saturation and no hue.
/// Source: torchvision.transforms.functional, adjust_brightness and its neighbours.
struct ColourChange {
  double brightness = 1;  ///< values times this
  double contrast = 1;    ///< distances from the image's mean grey times this
  double saturation = 1;  ///< distances from the pixel's own grey times this
  double hue = 0;         ///< turn on the circle of colours, -0.5..0.5
  bool operator==(const ColourChange&) const = default;
};

/// True if the rule has a change of colour.
bool changes_colours(const AugmentRule& rule);

/// What is drawn for one image.
ColourChange draw_colours(const AugmentRule& rule, const AugmentKey& key, std::string_view id);

/// Changes `pixels` pixels of 1 (grey) or 3 (RGB) channels in place; rounded once, at the end.
/// Threads: any; pure.
void change_colours_(std::uint8_t* bytes,
                     std::int64_t pixels,
                     std::int64_t channels,
                     const ColourChange& change);

}  // namespace tlhost::engine
