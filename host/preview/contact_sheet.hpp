#pragma once
#include "host/data/resize.hpp"

#include <cstdint>
#include <vector>

namespace tlhost::engine {

/// Pictures in rows on white, each of `tile` pixels a side with a margin around it.  All are grey,
/// or all are shown in colour.  Empty rows are left out.
/// Errors: std::invalid_argument without any picture.
Raster contact_sheet(const std::vector<std::vector<Raster>>& rows, std::int64_t tile);

/// A side at which pictures of this side can be looked at: 64..128 pixels.
std::int64_t tile_for(std::int64_t side);

}  // namespace tlhost::engine
