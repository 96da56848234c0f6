#pragma once
#include "host/data/resize.hpp"

#include <string>

namespace tlhost::engine {

/// The bytes of a PNG file that shows the raster, grey or RGB.
/// Errors: std::invalid_argument for a raster without pixels or with other channels than 1 or 3.
std::string encode_png(const Raster& raster);

}  // namespace tlhost::engine
