#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

namespace tlhost::engine {

/// What a PNG file says of itself, every chunk's checksum checked.
struct PngFile {
  struct Span {
    std::size_t begin = 0, size = 0;
  };

  std::uint32_t width = 0, height = 0;
  int depth = 8;  ///< bits a sample: 1, 2, 4, 8 or 16
  bool colour = false, indexed = false, interlaced = false;
  std::vector<std::uint8_t> palette;  ///< indexed: RGB triples, at most 2^depth
  std::vector<Span> data;             ///< the compressed pixels in the file's bytes, piece by piece
};

/// Errors: DataError for a file that is damaged, ends early, breaks the format, is too large, or
/// needs what this host does not offer: transparency, animation.
/// Source: PNG specification, third edition, W3C 2025.
PngFile read_png(const std::vector<std::uint8_t>& bytes);

/// The same picture without any chunk but header, pixels and end; palette indices as grey values.
std::vector<std::uint8_t> bare_png(const std::vector<std::uint8_t>& bytes, const PngFile& file);

}  // namespace tlhost::engine
