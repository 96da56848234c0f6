#pragma once
#include <cstdint>
#include <map>
#include <string>

namespace tlhost::test {

/// A .npy file, version 1.0; shape as Python writes it: "(8, 28, 28)".
inline std::string npy_text(const std::string& type,
                            const std::string& shape,
                            const std::string& values) {
  std::string header =
      "{'descr': '" + type + "', 'fortran_order': False, 'shape': " + shape + ", }";
  header.resize((10 + header.size() + 1 + 63) / 64 * 64 - 10 - 1, ' ');
  header += '\n';
  const std::size_t n = header.size();
  return std::string("\x93NUMPY\x01\x00", 8) + static_cast<char>(n & 255U) +
         static_cast<char>(n >> 8U) + header + values;
}

/// CRC-32 as zip archives have it, bit by bit.
inline std::uint32_t crc_of(const std::string& bytes) {
  std::uint32_t crc = 0xffffffffU;
  for (const char c : bytes) {
    crc ^= static_cast<unsigned char>(c);
    for (int bit = 0; bit < 8; ++bit) {
      crc = (crc >> 1U) ^ ((crc & 1U) != 0 ? 0xedb88320U : 0U);
    }
  }
  return ~crc;
}

/// A zip archive of these files, stored.
inline std::string zip_text(const std::map<std::string, std::string>& files) {
  const auto number = [](std::uint64_t value, int bytes) {
    std::string text;
    for (int i = 0; i < bytes; ++i, value >>= 8U) {
      text += static_cast<char>(value & 255U);
    }
    return text;
  };
  std::string all, directory;
  for (const auto& [name, content] : files) {
    const std::string facts = number(20, 2) + number(0, 4) + number(0x21 << 16, 4) +
                              number(crc_of(content), 4) + number(content.size(), 4) +
                              number(content.size(), 4) + number(name.size(), 2) + number(0, 2);
    directory += number(0x02014b50, 4) + number(20, 2) + facts + number(0, 10) +
                 number(all.size(), 4) + name;
    all += number(0x04034b50, 4) + facts + name + content;
  }
  return all + directory + number(0x06054b50, 4) + number(0, 4) + number(files.size(), 2) +
         number(files.size(), 2) + number(directory.size(), 4) + number(all.size(), 4) +
         number(0, 2);
}

}  // namespace tlhost::test
