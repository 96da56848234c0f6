#pragma once
#include "host/spec/dataset_values.hpp"

#include <tlhost/image.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tlhost::engine {

/// How an image becomes a fixed array of bytes.  Part of the key of pixels, features and fits.
struct View {
  std::int64_t size = 224;                ///< pixels a side
  std::string fit = "stretch";            ///< stretch | crop | pad
  std::int64_t channels = 3;              ///< as kept: 1 grey, 3 colour (RGB)
  std::optional<ShownRange> window = {};  ///< of images that do not say what is black and white
  bool operator==(const View&) const = default;
};

/// Revision of decoding and resizing: changes with their results.
inline constexpr const char* kDecoder = "2;turbojpeg 2.1;opencv 4.6";

/// What a file says of its picture before that is decoded.
struct ImageHeader {
  std::int32_t height = 0, width = 0, channels = 0;
  bool reducible = false;  ///< a JPEG, which decodes to parts of its size too
  bool ranged = true;      ///< false, a 16-bit PNG: it does not say what is black and white
  bool operator==(const ImageHeader&) const = default;
};

/// One thread inside the libraries: callers bring their own.  The process keeps freed memory.
void set_up_decoders();

/// Limits are checked as by decode_image, and all checksums of a PNG.  Never aborts.
/// Errors: DataError as of decode_image.  Threads: any.
ImageHeader read_image_header(const std::vector<std::uint8_t>& bytes);

/// Decodes a file's bytes: JPEG by TurboJPEG, PNG by OpenCV; nothing else is let in. Dimensions
/// are read and limited (100 megapixels, side 65,535) before a pixel is decoded; 16 bits of a PNG
/// are kept, black and white its least and greatest value; float and animated files are refused;
/// transparency is refused; EXIF orientation is ignored, and so is what follows the picture's end.
/// Any warning of the JPEG decoder is an error, so a complete picture that only lacks its end
/// marker is refused too.  A PNG's checksums are all checked, and a colour beyond its palette is an
/// error.  Never aborts.
/// Errors: DataError saying what is wrong ("not an image: HTML", "JPEG ends early", ...), without
/// the path; ResourceError without memory.  Threads: any.
Image decode_image(const std::vector<std::uint8_t>& bytes);

/// What the first bytes say: "jpeg", "png", or a sentence about what lies there, with which
/// decode_image refuses it.
std::string sniff(const std::vector<std::uint8_t>& bytes);

/// [size, size, channels] uint8, top row first: resized (resample.hpp) after stretch, centre crop
/// (of the image, then resized) or zero padding; grey <-> colour by repeating or by ITU-R 601 luma.
/// image: 8 or 16 bits, 1 or 3 channels; first of all its black .. white become 0 .. 255, rounded
/// and clamped.
/// Errors: DataError if the image contradicts itself or is too large; std::invalid_argument for a
/// view that is none.  Threads: any; pure; equal on every number of threads.
std::vector<std::uint8_t> view_image(const Image& image, const View& view);

/// Reads a regular file at once.
/// Errors: DataError (not there, not a regular file - it never waits for a FIFO -, over limit
/// bytes, changed meanwhile, read error), without the path.
std::vector<std::uint8_t> read_regular_file(const std::string& path, std::uint64_t limit);

}  // namespace tlhost::engine
