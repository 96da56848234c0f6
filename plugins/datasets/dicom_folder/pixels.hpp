#pragma once
#include "header.hpp"

#include <tlhost/image.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace tlhost {
namespace dicom_folder {

/// Bytes of one frame, decoded.
std::int64_t frame_bytes(const Header& header);

/// Whether a picture of this kind can be shown, and its pixels are there.
/// Errors: DataError without the path: another transfer syntax, colour model or depth, sizes that
/// contradict the pixel data or the file, too large.
void check_pixels(const Header& header, std::uint64_t file_size);

/// The bytes of one frame of a file that is not compressed.  Errors: DataError without the path.
std::vector<std::uint8_t> stored_frame(const std::string& path,
                                       const Header& header,
                                       std::int64_t frame);

/// Grey: 16 bits, the stored values, signed ones with 32768 added.  Colour: 8 bits, RGB.
Image frame_image(const Header& header, const std::uint8_t* bytes);

/// 16-bit grey, the same in three channels: for a dataset that has colour too.
void repeat_grey(Image& image);

}  // namespace dicom_folder
}  // namespace tlhost
