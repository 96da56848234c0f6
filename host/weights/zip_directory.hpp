#pragma once
#include "host/weights/input_file.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

// Of zip archives only what files of PyTorch need, with checks that a general library does not
// make: entries never overlap, both headers of an entry agree, and no entry claims to unpack to
// more than the file can plausibly hold.

namespace tlhost::engine {

struct ZipEntry {
  std::string name;
  bool deflated = false;  ///< else stored as it is
  std::uint32_t crc = 0;
  std::uint64_t packed = 0, size = 0;  ///< bytes in the file, and unpacked
  std::uint64_t begin = 0;             ///< of the packed bytes
};

constexpr std::size_t kMaxZipEntries = 200'000;
constexpr std::size_t kMaxZipName = 4096;
/// All entries together may unpack to this, and this many times the file's size.
constexpr std::uint64_t kPlainUnpacked = std::uint64_t{64} << 20, kMaxUnpackedTimes = 20;

/// Reads the central directory (zip64 too) and checks it against the file; in the order of the
/// directory, names without doubles.  Errors: DataError without the path.
std::vector<ZipEntry> read_zip_directory(const InputFile& file);

}  // namespace tlhost::engine
