#include "run_lengths.hpp"

#include <tlhost/error.hpp>

#include <cstddef>

// A fragment begins with the number of its segments and their places, 16 numbers of 32 bits.  Each
// segment has one byte of every pixel.  A count from 0 to 127 stands before so many bytes and one
// more, as they are; one from 129 to 255 before a byte that is repeated 257 - count times; 128
// means nothing.

namespace tlhost {
namespace dicom_folder {
namespace {

constexpr std::size_t kPlaces = 16, kFirst = 4 * kPlaces;

[[noreturn]] void refuse() {
  throw DataError("DICOM is damaged (its run lengths do not give the pixels that it states)");
}

std::size_t number(const std::vector<std::uint8_t>& fragment, std::size_t index) {
  std::size_t value = 0;
  for (std::size_t byte = 0; byte < 4; ++byte) {
    value |= static_cast<std::size_t>(fragment[4 * index + byte]) << (8 * byte);
  }
  return value;
}

void check_segment(const std::vector<std::uint8_t>& fragment,
                   std::size_t begin,
                   std::size_t end,
                   std::uint64_t pixels) {
  std::uint64_t given = 0;
  while (given < pixels) {
    if (begin >= end) {
      refuse();
    }
    const std::size_t count = fragment[begin++];
    if (count == 128) {
      continue;
    }
    const std::size_t stored = count < 128 ? count + 1 : 1;
    if (stored > end - begin) {
      refuse();
    }
    begin += stored;
    given += count < 128 ? count + 1 : 257 - count;
  }
  if (given > pixels) {
    refuse();
  }
}

}  // namespace

void check_run_lengths(const std::vector<std::uint8_t>& fragment, const Header& header) {
  const auto segments = static_cast<std::size_t>(header.bits_allocated / 8);
  if (fragment.size() < kFirst || segments == 0 || segments >= kPlaces ||
      number(fragment, 0) != segments) {
    refuse();
  }
  std::size_t end = fragment.size();
  for (std::size_t i = segments; i > 0; --i) {
    const std::size_t begin = number(fragment, i);
    if (begin < kFirst || begin > end) {
      refuse();
    }
    check_segment(fragment, begin, end, static_cast<std::uint64_t>(header.rows * header.columns));
    end = begin;
  }
}

}  // namespace dicom_folder
}  // namespace tlhost
