#include "host/data/png_file.hpp"

#include "host/data/decoders.hpp"
#include "host/data/record_fields.hpp"

#include <tlhost/error.hpp>

#include <boost/crc.hpp>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

namespace tlhost::engine {
namespace {

using Bytes = std::vector<std::uint8_t>;

constexpr std::array<std::uint8_t, 8> kSignature = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
constexpr int kGrey = 0, kColour = 2, kIndexed = 3, kGreyAlpha = 4, kColourAlpha = 6;

std::uint32_t read_be32(const Bytes& bytes, std::size_t at) {
  return static_cast<std::uint32_t>(bytes[at]) << 24 |
         static_cast<std::uint32_t>(bytes[at + 1]) << 16 |
         static_cast<std::uint32_t>(bytes[at + 2]) << 8 | bytes[at + 3];
}

void append_be32(Bytes& bytes, std::uint32_t value) {
  for (const int shift : {24, 16, 8, 0}) {
    bytes.push_back(static_cast<std::uint8_t>(value >> shift));
  }
}

std::uint32_t checksum(const std::uint8_t* data, std::size_t size) {
  boost::crc_32_type crc;
  crc.process_bytes(data, size);
  return crc.checksum();
}

struct Chunk {
  std::string type;
  std::size_t begin = 0, size = 0;  ///< of its data

  std::size_t end() const { return begin + size + 4; }
};

Chunk read_chunk(const Bytes& bytes, std::size_t at) {
  const auto ends_early = [&bytes] {
    return DataError("PNG ends early (after " + text_of_number(bytes.size()) + " bytes)");
  };
  if (bytes.size() - at < 12) {
    throw ends_early();
  }
  Chunk chunk;
  chunk.size = read_be32(bytes, at);
  chunk.begin = at + 8;
  for (std::size_t i = at + 4; i < chunk.begin; ++i) {
    const std::uint8_t letter = bytes[i] | 0x20;
    if (letter < 'a' || letter > 'z') {
      throw DataError("PNG is damaged (no chunk at byte " + text_of_number(at) + ")");
    }
    chunk.type += static_cast<char>(bytes[i]);
  }
  if (bytes.size() - chunk.begin - 4 < chunk.size) {
    throw ends_early();
  }
  const std::uint32_t stored = read_be32(bytes, chunk.begin + chunk.size);
  if (checksum(&bytes[chunk.begin - 4], chunk.size + 4) != stored) {
    throw DataError("PNG is damaged (wrong checksum of " + chunk.type + " at byte " +
                    text_of_number(at) + ")");
  }
  return chunk;
}

void read_header(const Bytes& bytes, const Chunk& chunk, PngFile& file) {
  if (chunk.type != "IHDR" || chunk.size != 13) {
    throw DataError("PNG is damaged (it does not begin with its header)");
  }
  const std::uint8_t* data = &bytes[chunk.begin];
  file.width = read_be32(bytes, chunk.begin);
  file.height = read_be32(bytes, chunk.begin + 4);
  check_image_size(file.width, file.height);
  file.depth = data[8];
  const int type = data[9];
  const bool known = type == kGrey || type == kColour || type == kIndexed || type == kGreyAlpha ||
                     type == kColourAlpha;
  const bool small = file.depth == 1 || file.depth == 2 || file.depth == 4;
  const bool fits = file.depth == 8 || (file.depth == 16 && type != kIndexed) ||
                    (small && (type == kGrey || type == kIndexed));
  if (!known || !fits || data[10] != 0 || data[11] != 0 || data[12] > 1) {
    throw DataError("PNG breaks its format (type " + text_of_number(type) + ", depth " +
                    text_of_number(file.depth) + ")");
  }
  if (type == kGreyAlpha || type == kColourAlpha) {
    throw DataError("PNG with transparency (an alpha channel): not supported; flatten it");
  }
  file.colour = type == kColour;
  file.indexed = type == kIndexed;
  file.interlaced = data[12] == 1;
}

void read_palette(const Bytes& bytes, const Chunk& chunk, PngFile& file) {
  if (!file.indexed) {
    return;  // a suggestion of the writer, without effect
  }
  const bool fits = chunk.size % 3 == 0 && chunk.size > 0 && chunk.size / 3 <= 1U << file.depth;
  if (!fits || !file.palette.empty() || !file.data.empty()) {
    throw DataError("PNG breaks its format (palette of " + text_of_number(chunk.size) + " bytes)");
  }
  const auto begin = bytes.begin() + static_cast<std::ptrdiff_t>(chunk.begin);
  file.palette.assign(begin, begin + static_cast<std::ptrdiff_t>(chunk.size));
}

void refuse_what_is_not_offered(const Chunk& chunk) {
  if (chunk.type == "tRNS") {
    throw DataError("PNG with transparency (tRNS): not supported; flatten it");
  }
  if (chunk.type == "acTL") {
    throw DataError("animated PNG: not supported; store its frames one by one");
  }
  const bool critical = (chunk.type[0] & 0x20) == 0;
  if (critical && chunk.type != "IEND") {
    throw DataError("PNG needs an extension that is not supported (" + chunk.type + ")");
  }
}

void append_chunk(Bytes& out, std::string_view type, const std::uint8_t* data, std::size_t size) {
  append_be32(out, static_cast<std::uint32_t>(size));
  const std::size_t begin = out.size();
  out.insert(out.end(), type.begin(), type.end());
  out.insert(out.end(), data, data + size);
  append_be32(out, checksum(&out[begin], size + 4));
}

}  // namespace

PngFile read_png(const Bytes& bytes) {
  PngFile file;
  if (bytes.size() < kSignature.size() ||
      !std::equal(kSignature.begin(), kSignature.end(), bytes.begin())) {
    throw DataError("not an image: no PNG signature");
  }
  Chunk chunk = read_chunk(bytes, kSignature.size());
  read_header(bytes, chunk, file);
  std::string previous;
  while (chunk.type != "IEND") {
    previous = chunk.type;
    chunk = read_chunk(bytes, chunk.end());
    if (chunk.type == "PLTE") {
      read_palette(bytes, chunk, file);
    } else if (chunk.type == "IDAT") {
      if (!file.data.empty() && previous != "IDAT") {
        throw DataError("PNG breaks its format (its pixels are not in one piece)");
      }
      file.data.push_back({chunk.begin, chunk.size});
    } else {
      refuse_what_is_not_offered(chunk);
    }
  }
  if (file.data.empty()) {
    throw DataError("PNG is damaged (it has no pixels)");
  }
  if (file.indexed && file.palette.empty()) {
    throw DataError("PNG breaks its format (it has no palette)");
  }
  return file;
}

Bytes bare_png(const Bytes& bytes, const PngFile& file) {
  Bytes bare(kSignature.begin(), kSignature.end());
  Bytes header;
  append_be32(header, file.width);
  append_be32(header, file.height);
  header.push_back(static_cast<std::uint8_t>(file.depth));
  header.push_back(file.colour ? kColour : kGrey);
  header.insert(header.end(), {0, 0, static_cast<std::uint8_t>(file.interlaced ? 1 : 0)});
  append_chunk(bare, "IHDR", header.data(), header.size());
  for (const PngFile::Span& span : file.data) {
    append_chunk(bare, "IDAT", bytes.data() + span.begin, span.size);
  }
  append_chunk(bare, "IEND", nullptr, 0);
  return bare;
}

}  // namespace tlhost::engine
