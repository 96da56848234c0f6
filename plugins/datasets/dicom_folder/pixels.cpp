#include "pixels.hpp"

#include "byte_file.hpp"

#include <tlhost/error.hpp>

#include <cstddef>
#include <cstring>
#include <utility>

namespace tlhost {
namespace dicom_folder {
namespace {

constexpr std::int64_t kMostPixels = 100'000'000, kMostUnpacked = std::int64_t{1} << 30;

bool is_grey(const Header& header) {
  return header.samples == 1 &&
         (header.photometric == "MONOCHROME1" || header.photometric == "MONOCHROME2");
}

bool is_colour(const Header& header) {
  return header.samples == 3 && header.photometric == "RGB" && header.bits_allocated == 8 &&
         header.bits_stored == 8 && !header.is_signed && !header.packed;
}

std::string shape_text(const Header& header) {
  return std::to_string(header.columns) + " x " + std::to_string(header.rows) + " pixels, " +
         std::to_string(header.frames) + (header.frames == 1 ? " frame of " : " frames of ") +
         std::to_string(header.bits_allocated) + " bits";
}

void check_kind(const Header& header) {
  if (supported_syntax(header.syntax).empty()) {
    throw DataError("transfer syntax " + header.syntax +
                    ": not supported; convert it to explicit little endian");
  }
  if (!header.has_pixels) {
    throw DataError("DICOM without pixel data");
  }
  if (!is_grey(header) && !is_colour(header)) {
    throw DataError("DICOM picture " + header.photometric + " of " +
                    std::to_string(header.samples) + " x " + std::to_string(header.bits_allocated) +
                    " bits" + (header.packed ? ", compressed" : "") +
                    ": not supported; expected MONOCHROME1, MONOCHROME2, or RGB of 3 x 8 bits that "
                    "is not compressed");
  }
  const bool depth = (header.bits_allocated == 8 || header.bits_allocated == 16) &&
                     header.bits_stored >= 1 && header.bits_stored <= header.bits_allocated &&
                     header.high_bit == header.bits_stored - 1;
  if (!depth) {
    throw DataError("DICOM picture of " + std::to_string(header.bits_stored) + " bits up to bit " +
                    std::to_string(header.high_bit) + " of " +
                    std::to_string(header.bits_allocated) +
                    ": not supported; expected the lower ones of 8 or 16");
  }
}

void check_size(const Header& header) {
  if (header.rows < 1 || header.columns < 1 || header.rows * header.columns > kMostPixels) {
    throw DataError("DICOM picture of " + std::to_string(header.columns) + " x " +
                    std::to_string(header.rows) + " pixels; expected 1 to " +
                    std::to_string(kMostPixels));
  }
}

}  // namespace

std::int64_t frame_bytes(const Header& header) {
  return header.rows * header.columns * header.samples * (header.bits_allocated / 8);
}

void check_pixels(const Header& header, std::uint64_t file_size) {
  check_kind(header);
  check_size(header);
  const auto expected = static_cast<std::uint64_t>(frame_bytes(header) * header.frames);
  const bool compressed =
      header.syntax != "1.2.840.10008.1.2" && header.syntax != "1.2.840.10008.1.2.1";
  if (compressed != header.packed) {
    throw DataError("DICOM is damaged (its pixel data are not those of " +
                    supported_syntax(header.syntax) + ")");
  }
  if (header.packed) {
    if (expected > static_cast<std::uint64_t>(kMostUnpacked)) {
      throw DataError("DICOM picture of " + shape_text(header) + ", compressed: more than 1 GiB");
    }
    return;
  }
  if (header.pixels_size != expected && header.pixels_size != expected + expected % 2) {
    throw DataError("DICOM is damaged (it states " + shape_text(header) + ", " +
                    std::to_string(expected) + " bytes, and has " +
                    std::to_string(header.pixels_size) + ")");
  }
  if (header.pixels_size > file_size - header.pixels_at) {
    throw DataError("DICOM ends early (" + std::to_string(file_size - header.pixels_at) + " of " +
                    std::to_string(header.pixels_size) + " bytes of its pixel data)");
  }
}

std::vector<std::uint8_t> stored_frame(const std::string& path,
                                       const Header& header,
                                       std::int64_t frame) {
  const auto size = static_cast<std::uint64_t>(frame_bytes(header));
  ByteFile file(path);
  file.go_to(header.pixels_at + static_cast<std::uint64_t>(frame) * size);
  return file.bytes(size);
}

Image frame_image(const Header& header, const std::uint8_t* bytes) {
  Image image;
  image.height = static_cast<std::int32_t>(header.rows);
  image.width = static_cast<std::int32_t>(header.columns);
  image.channels = static_cast<std::int32_t>(header.samples);
  const auto pixels = static_cast<std::size_t>(header.rows * header.columns);
  if (header.samples == 3) {
    image.bytes.resize(3 * pixels);
    for (std::size_t i = 0; i < 3 * pixels; ++i) {
      image.bytes[i] = header.by_plane ? bytes[i % 3 * pixels + i / 3] : bytes[i];
    }
    return image;
  }
  image.bits = 16;
  image.bytes.resize(2 * pixels);
  const std::uint32_t sign = 1U << (header.bits_stored - 1), mask = 2 * sign - 1;
  for (std::size_t i = 0; i < pixels; ++i) {
    std::uint32_t value = header.bits_allocated == 8
                              ? bytes[i]
                              : bytes[2 * i] | static_cast<std::uint32_t>(bytes[2 * i + 1]) << 8;
    value &= mask;
    if (header.is_signed) {
      value = 32768 + (value ^ sign) - sign;
    }
    const auto stored = static_cast<std::uint16_t>(value);
    std::memcpy(&image.bytes[2 * i], &stored, 2);
  }
  return image;
}

void repeat_grey(Image& image) {
  std::vector<std::uint8_t> colour;
  colour.reserve(3 * image.bytes.size());
  for (std::size_t i = 0; i + 1 < image.bytes.size(); i += 2) {
    for (int channel = 0; channel < 3; ++channel) {
      colour.insert(colour.end(), {image.bytes[i], image.bytes[i + 1]});
    }
  }
  image.bytes = std::move(colour);
  image.channels = 3;
}

}  // namespace dicom_folder
}  // namespace tlhost
