#include "host/data/decoders.hpp"
#include "host/data/reduce.hpp"

#include <tlhost/error.hpp>

#include <turbojpeg.h>

#include <memory>
#include <string>

// A JPEG that ends early decodes to a full picture whose rest is grey, and only a warning tells. So
// the first warning stops the decoder and is an error.  One harmless file is refused with them: a
// complete picture without its end marker.  Flipped bits that still decode draw no warning: the
// scan's content hash is there for these.

namespace tlhost::engine {
namespace {

struct CloseDecoder {
  void operator()(void* decoder) const { tjDestroy(decoder); }
};

using Decoder = std::unique_ptr<void, CloseDecoder>;

[[noreturn]] void refuse(const Decoder& decoder) {
  const bool warning = tjGetErrorCode(decoder.get()) == TJERR_WARNING;
  const std::string reason = tjGetErrorStr2(decoder.get());
  throw DataError((warning ? "JPEG ends early or is damaged (" : "JPEG cannot be decoded (") +
                  reason + ")");
}

Decoder open_decoder() {
  Decoder decoder(tjInitDecompress());
  if (!decoder) {
    throw ResourceError("no memory for a JPEG decoder");
  }
  return decoder;
}

unsigned long size_of(const std::vector<std::uint8_t>& bytes) {
  return static_cast<unsigned long>(bytes.size());
}

ImageHeader read_header(const Decoder& decoder, const std::vector<std::uint8_t>& bytes) {
  int width = 0;
  int height = 0;
  int sampling = 0;
  int colours = 0;
  if (tjDecompressHeader3(
          decoder.get(), bytes.data(), size_of(bytes), &width, &height, &sampling, &colours) != 0) {
    refuse(decoder);
  }
  if (width == 0 || height == 0) {
    throw DataError("JPEG ends early or is damaged (no picture follows)");
  }
  check_image_size(width, height);
  if (colours == TJCS_CMYK || colours == TJCS_YCCK) {
    throw DataError("CMYK JPEG: not supported; convert it to RGB");
  }
  return {height, width, colours == TJCS_GRAY ? 1 : 3, true};
}

}  // namespace

ImageHeader read_jpeg_header(const std::vector<std::uint8_t>& bytes) {
  return read_header(open_decoder(), bytes);
}

Image decode_jpeg(const std::vector<std::uint8_t>& bytes, int eighths) {
  const Decoder decoder = open_decoder();
  const ImageHeader header = read_header(decoder, bytes);
  const Extent sides = reduced({header.height, header.width}, eighths);
  Image image;
  image.width = static_cast<std::int32_t>(sides.width);
  image.height = static_cast<std::int32_t>(sides.height);
  image.channels = header.channels;
  image.bytes.resize(static_cast<std::size_t>(image.width) *
                     static_cast<std::size_t>(image.height) *
                     static_cast<std::size_t>(image.channels));
  const int format = image.channels == 1 ? TJPF_GRAY : TJPF_RGB;
  const int flags = TJFLAG_ACCURATEDCT | TJFLAG_STOPONWARNING | TJFLAG_LIMITSCANS;
  if (tjDecompress2(decoder.get(),
                    bytes.data(),
                    size_of(bytes),
                    image.bytes.data(),
                    image.width,
                    0,
                    image.height,
                    format,
                    flags) != 0) {
    refuse(decoder);
  }
  return image;
}

}  // namespace tlhost::engine
