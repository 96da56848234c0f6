#include "window.hpp"

#include <tlhost/error.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstring>
#include <utility>
#include <vector>

namespace tlhost {
namespace dicom_folder {
namespace {

constexpr double kTop = 65535;

struct Range {
  double low = 0, high = 0;
};

/// In modality values.
Range stated_range(const StatedWindow& window) {
  if (!window.centre) {
    throw DataError(
        "DICOM window with a width and no centre; set \"window\" to \"percentile\" or \"given\"");
  }
  const double centre = *window.centre;
  if (window.function == "LINEAR_EXACT" && window.width > 0) {
    return {centre - window.width / 2, centre + window.width / 2};
  }
  if (window.function != "LINEAR" || !(window.width > 1)) {
    throw DataError("DICOM window of width " + std::to_string(window.width) + ", function " +
                    window.function +
                    "; expected LINEAR above 1 or LINEAR_EXACT above 0; set "
                    "\"window\" to \"percentile\" or \"given\"");
  }
  return {centre - 0.5 - (window.width - 1) / 2, centre - 0.5 + (window.width - 1) / 2};
}

std::uint16_t value_at(const Image& image, std::size_t i) {
  std::uint16_t value = 0;
  std::memcpy(&value, &image.bytes[2 * i], 2);
  return value;
}

/// In stored values: the least that `percent` of the pixels do not exceed, from both ends.
Range percentile_range(const Image& image, double percent) {
  std::vector<std::uint64_t> counts(65536);
  const std::size_t pixels = image.bytes.size() / 2;
  for (std::size_t i = 0; i < pixels; ++i) {
    ++counts[value_at(image, i)];
  }
  const auto rank = [&](double share) {
    const double wanted = std::max(1.0, std::ceil(share / 100 * static_cast<double>(pixels)));
    std::uint64_t seen = 0;
    for (std::size_t value = 0; value < counts.size(); ++value) {
      seen += counts[value];
      if (static_cast<double>(seen) >= wanted) {
        return static_cast<double>(value);
      }
    }
    return kTop;
  };
  const double low = rank(percent), high = rank(100 - percent);
  return {low, high > low ? high : low + 1};  // of one value: black
}

/// In stored values, as all of an image's bits have them.
Range full_range(const Header& header) {
  const double values = std::exp2(static_cast<double>(header.bits_stored));
  const double low = header.is_signed ? 32768 - values / 2 : 0;
  return {low, low + values - 1};
}

/// Stored values whose modality values are low and high.
Range stored_range(const Header& header, const Range& shown) {
  const double zero = header.is_signed ? 32768 : 0;
  const auto stored = [&](double value) {
    return (value - header.intercept) / header.slope + zero;
  };
  return {stored(shown.low), stored(shown.high)};
}

Range range_of(const Header& header, const WindowRule& rule, const Image& image) {
  if (rule.kind == "given") {
    return stored_range(header, stated_range({rule.centre, rule.width, "LINEAR"}));
  }
  if (rule.kind == "file") {
    if (!header.window) {
      throw DataError(
          "DICOM without a window; set \"window\" to \"percentile\", \"given\" or \"range\"");
    }
    return stored_range(header, stated_range(*header.window));
  }
  const Range range =
      rule.kind == "percentile" ? percentile_range(image, rule.percentile) : full_range(header);
  return header.slope > 0 ? range : Range{range.high, range.low};
}

void turn_over(Image& image) {
  for (std::size_t i = 0; i < image.bytes.size() / 2; ++i) {
    const auto value = static_cast<std::uint16_t>(65535 - value_at(image, i));
    std::memcpy(&image.bytes[2 * i], &value, 2);
  }
}

}  // namespace

void apply_window(const Header& header, const WindowRule& rule, Image& image) {
  if (header.has_table || header.slope == 0) {
    throw DataError(header.has_table ? "DICOM with a modality table: not supported"
                                     : "DICOM is damaged (its rescale slope is 0)");
  }
  if (header.per_frame) {
    throw DataError("DICOM with slope or window for single frames: not supported");
  }
  Range range = range_of(header, rule, image);
  if (header.photometric == "MONOCHROME1") {
    std::swap(range.low, range.high);
  }
  if (range.high < range.low) {
    turn_over(image);
    range = {kTop - range.low, kTop - range.high};
  }
  image.black = range.low;
  image.white = range.high;
}

}  // namespace dicom_folder
}  // namespace tlhost
