#include "host/preview/contact_sheet.hpp"

#include <algorithm>
#include <stdexcept>

namespace tlhost::engine {
namespace {

constexpr std::int64_t kMargin = 4;
constexpr std::uint8_t kWhite = 255;

/// A tile of the sheet.
struct Cell {
  std::int64_t row = 0, column = 0;
};

void place(const Raster& picture, Cell cell, Raster& sheet) {
  const std::int64_t side = picture.width;
  const std::int64_t top = kMargin + cell.row * (side + kMargin);
  const std::int64_t left = kMargin + cell.column * (side + kMargin);
  for (std::int64_t y = 0; y < side; ++y) {
    const auto from = picture.bytes.begin() + y * side * picture.channels;
    const auto to = sheet.bytes.begin() + ((top + y) * sheet.width + left) * sheet.channels;
    std::copy_n(from, side * picture.channels, to);
  }
}

Raster tile_of(const Raster& picture, std::int64_t tile, std::int64_t channels) {
  Raster shown = resized(picture, tile, tile);
  return channels == 3 && shown.channels == 1 ? to_colour(shown) : shown;
}

}  // namespace

Raster contact_sheet(const std::vector<std::vector<Raster>>& rows, std::int64_t tile) {
  std::int64_t height = 0, width = 0, channels = 1;
  for (const std::vector<Raster>& row : rows) {
    height += row.empty() ? 0 : 1;
    width = std::max(width, static_cast<std::int64_t>(row.size()));
    for (const Raster& picture : row) {
      channels = std::max(channels, picture.channels);
    }
  }
  if (height == 0) {
    throw std::invalid_argument("contact_sheet: no picture");
  }
  Raster sheet{
      kMargin + height * (tile + kMargin), kMargin + width * (tile + kMargin), channels, {}};
  sheet.bytes.assign(static_cast<std::size_t>(sheet.height * sheet.width * channels), kWhite);
  Cell cell;
  for (const std::vector<Raster>& row : rows) {
    cell.column = 0;
    for (const Raster& picture : row) {
      place(tile_of(picture, tile, channels), cell, sheet);
      ++cell.column;
    }
    cell.row += row.empty() ? 0 : 1;
  }
  return sheet;
}

std::int64_t tile_for(std::int64_t side) { return std::clamp<std::int64_t>(side, 64, 128); }

}  // namespace tlhost::engine
