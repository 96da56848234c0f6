#pragma once
#include "host/data/resize.hpp"

#include <cstdint>

namespace tlhost::engine {

/// A part of a raster, in its pixels; its sides need not be whole ones.
struct Section {
  double top = 0, left = 0, height = 0, width = 0;
};

/// Bilinear with a filter as wide as an output pixel where a side shrinks, so that nothing aliases;
/// between pixel centres where it grows.  Nothing outside of the section counts, but for the rest
/// of a pixel at its edge.  Fixed-point sums: equal on every CPU and number of threads. height,
/// width >= 1. Source: Pillow 9.4, src/libImaging/Resample.c, BILINEAR; of a whole raster the same
/// bytes.
Raster resampled(const RasterRef& raster,
                 const Section& section,
                 std::int64_t height,
                 std::int64_t width);

}  // namespace tlhost::engine
