#pragma once
#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>

#include <cstdint>
#include <fstream>
#include <numeric>
#include <string>
#include <string_view>
#include <vector>

namespace tlhost::test {

using Bytes = std::vector<std::uint8_t>;

inline Bytes bytes_of(std::string_view text) { return Bytes(text.begin(), text.end()); }

inline void write_file(const std::string& path, const Bytes& bytes) {
  std::ofstream(path, std::ios::binary)
      .write(reinterpret_cast<const char*>(bytes.data()),
             static_cast<std::streamsize>(bytes.size()));
}

/// Colours that differ in every channel and pixel; BGR as OpenCV has it.
inline cv::Mat picture(int height, int width, int type = CV_8UC3) {
  cv::Mat mat(height, width, type);
  const int channels = mat.channels();
  for (int y = 0; y < height; ++y) {
    std::uint8_t* row = mat.ptr<std::uint8_t>(y);
    for (int i = 0; i < width * channels; ++i) {
      row[i] = static_cast<std::uint8_t>((y * 3 + i * 5 / channels + i % channels * 60) % 256);
    }
  }
  return mat;
}

inline Bytes encoded(const cv::Mat& mat, const std::string& ending, std::vector<int> options = {}) {
  Bytes bytes;
  cv::imencode(ending, mat, bytes, options);
  return bytes;
}

inline Bytes first_part(const Bytes& bytes, std::size_t percent) {
  return Bytes(bytes.begin(),
               bytes.begin() + static_cast<std::ptrdiff_t>(bytes.size() * percent / 100));
}

/// Writes one side of a JPEG's frame header: 0 height, 2 width.
inline Bytes with_frame_side(Bytes jpeg, std::size_t which, int value) {
  for (std::size_t i = 2; i + 9 < jpeg.size(); ++i) {
    if (jpeg[i] == 0xff && (jpeg[i + 1] == 0xc0 || jpeg[i + 1] == 0xc2)) {
      jpeg[i + 5 + which] = static_cast<std::uint8_t>(value >> 8);
      jpeg[i + 6 + which] = static_cast<std::uint8_t>(value & 255);
      return jpeg;
    }
  }
  return {};
}

inline void append_be32(Bytes& bytes, std::uint32_t value) {
  for (const int shift : {24, 16, 8, 0}) {
    bytes.push_back(static_cast<std::uint8_t>(value >> shift));
  }
}

/// CRC-32 of the PNG specification, annex D, bit by bit.
inline std::uint32_t crc32(const Bytes& bytes) {
  std::uint32_t crc = 0xffffffffU;
  for (const std::uint8_t byte : bytes) {
    crc ^= byte;
    for (int bit = 0; bit < 8; ++bit) {
      crc = (crc & 1U) != 0 ? crc >> 1 ^ 0xedb88320U : crc >> 1;
    }
  }
  return ~crc;
}

inline void append_chunk(Bytes& png, std::string_view type, const Bytes& data) {
  Bytes body = bytes_of(type);
  body.insert(body.end(), data.begin(), data.end());
  append_be32(png, static_cast<std::uint32_t>(data.size()));
  png.insert(png.end(), body.begin(), body.end());
  append_be32(png, crc32(body));
}

/// zlib stream of one stored block (RFC 1950, 1951); at most 65,535 bytes.
inline Bytes stored(const Bytes& raw) {
  const auto size = static_cast<std::uint32_t>(raw.size());
  Bytes out = {0x78, 0x01, 0x01};
  for (const std::uint32_t part : {size, ~size}) {
    out.push_back(static_cast<std::uint8_t>(part));
    out.push_back(static_cast<std::uint8_t>(part >> 8));
  }
  out.insert(out.end(), raw.begin(), raw.end());
  std::uint32_t low = 1;
  std::uint32_t high = 0;
  for (const std::uint8_t byte : raw) {
    low = (low + byte) % 65521;
    high = (high + low) % 65521;
  }
  append_be32(out, high << 16 | low);
  return out;
}

/// A PNG made by hand.
struct HandPng {
  std::uint32_t width = 1, height = 1;
  std::uint8_t depth = 8, type = 0, interlace = 0;
  Bytes scanlines = {};  ///< each behind its filter byte
  Bytes palette = {};
  std::string extra = {};  ///< type of a chunk before the pixels
  Bytes extra_data = {};

  Bytes bytes() const {
    Bytes png = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    Bytes header;
    append_be32(header, width);
    append_be32(header, height);
    header.insert(header.end(), {depth, type, 0, 0, interlace});
    append_chunk(png, "IHDR", header);
    if (!palette.empty()) {
      append_chunk(png, "PLTE", palette);
    }
    if (!extra.empty()) {
      append_chunk(png, extra, extra_data);
    }
    append_chunk(png, "IDAT", stored(scanlines));
    append_chunk(png, "IEND", {});
    return png;
  }
};

}  // namespace tlhost::test
