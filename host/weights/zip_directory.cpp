#include "host/weights/zip_directory.hpp"

#include <tlhost/error.hpp>

#include <algorithm>
#include <optional>
#include <set>

namespace tlhost::engine {
namespace {

constexpr std::size_t kEndBytes = 22, kEnd64Bytes = 56, kLocatorBytes = 20, kCentralBytes = 46,
                      kLocalBytes = 30;
constexpr std::uint64_t kMaxDirectory = std::uint64_t{64} << 20;
constexpr std::uint32_t kFull32 = 0xffffffff;
constexpr std::uint16_t kFull16 = 0xffff, kZip64Extra = 1;
constexpr unsigned kEncrypted = 1, kSizesFollow = 8;

/// Little-endian numbers at places of a piece of the file; at() must be inside it.
std::uint64_t number(std::string_view bytes, std::size_t at, std::size_t size) {
  std::uint64_t value = 0;
  for (std::size_t i = size; i > 0; --i) {
    value = value << 8 | static_cast<unsigned char>(bytes[at + i - 1]);
  }
  return value;
}

std::string piece(const InputFile& file, std::uint64_t at, std::uint64_t size) {
  std::string bytes(static_cast<std::size_t>(size), '\0');
  file.read_at(at, bytes.data(), bytes.size());
  return bytes;
}

bool inside(const InputFile& file, std::uint64_t at, std::uint64_t size) {
  return at <= file.size() && size <= file.size() - at;
}

struct Directory {
  std::uint64_t at = 0, size = 0, entries = 0;
};

/// Where the record of the end begins: it closes the file, with a comment that reaches its end.
std::uint64_t find_end(const InputFile& file) {
  const std::uint64_t most = std::min<std::uint64_t>(file.size(), kEndBytes + kFull16);
  const std::string tail = piece(file, file.size() - most, most);
  for (std::size_t i = tail.size() < kEndBytes ? 0 : tail.size() - kEndBytes + 1; i > 0; --i) {
    const std::size_t at = i - 1;
    if (tail.compare(at, 4, "PK\x05\x06") == 0 &&
        number(tail, at + 20, 2) == tail.size() - at - kEndBytes) {
      return file.size() - most + at;
    }
  }
  throw DataError("is a zip archive without its end, so it is cut (" + std::to_string(file.size()) +
                  " bytes are here); fetch it again");
}

/// The zip64 record, where a locator stands before the record of the end.
std::optional<Directory> find_end64(const InputFile& file, std::uint64_t end) {
  if (end < kLocatorBytes) {
    return std::nullopt;
  }
  const std::string locator = piece(file, end - kLocatorBytes, kLocatorBytes);
  if (locator.compare(0, 4, "PK\x06\x07") != 0) {
    return std::nullopt;
  }
  const std::uint64_t at = number(locator, 8, 8);
  if (!inside(file, at, kEnd64Bytes) || at > end - kLocatorBytes - kEnd64Bytes) {
    throw DataError("byte " + std::to_string(end - kLocatorBytes) +
                    ": the zip64 locator points out of the file");
  }
  const std::string record = piece(file, at, kEnd64Bytes);
  if (record.compare(0, 4, "PK\x06\x06") != 0) {
    throw DataError("byte " + std::to_string(at) + ": no zip64 record where one was announced");
  }
  return Directory{number(record, 48, 8), number(record, 40, 8), number(record, 32, 8)};
}

Directory find_directory(const InputFile& file) {
  const std::uint64_t end = find_end(file);
  const std::string record = piece(file, end, kEndBytes);
  Directory found{number(record, 16, 4), number(record, 12, 4), number(record, 10, 2)};
  if (const auto wide = find_end64(file, end)) {
    const auto agrees = [](std::uint64_t narrow, std::uint64_t full, std::uint64_t value) {
      return narrow == full || narrow == value;
    };
    if (!agrees(found.at, kFull32, wide->at) || !agrees(found.size, kFull32, wide->size) ||
        !agrees(found.entries, kFull16, wide->entries)) {
      throw DataError("byte " + std::to_string(end) + ": two records of the end disagree");
    }
    found = *wide;
  }
  if (number(record, 4, 4) != 0) {
    throw DataError("byte " + std::to_string(end) + ": a zip archive in several parts is not read");
  }
  if (found.size > kMaxDirectory || found.entries > kMaxZipEntries ||
      !inside(file, found.at, found.size) || found.at + found.size > end) {
    throw DataError("byte " + std::to_string(end) + ": the directory of the zip archive (" +
                    std::to_string(found.entries) + " entries, " + std::to_string(found.size) +
                    " bytes at " + std::to_string(found.at) + ") does not fit the file");
  }
  return found;
}

/// Reads the entries one by one from the bytes of the directory.
class DirectoryReader {
 public:
  DirectoryReader(const InputFile& file, const Directory& place)
      : file_(file), place_(place), bytes_(piece(file, place.at, place.size)) {}

  std::vector<ZipEntry> run() {
    for (std::uint64_t i = 0; i < place_.entries; ++i) {
      read_entry();
    }
    if (at_ != bytes_.size()) {
      refuse("bytes are left after the last entry");
    }
    check_overlaps();
    return std::move(entries_);
  }

 private:
  [[noreturn]] void refuse(const std::string& what) const {
    throw DataError("byte " + std::to_string(place_.at + at_) + ": zip directory: " + what);
  }

  void read_entry() {
    if (bytes_.size() - at_ < kCentralBytes || bytes_.compare(at_, 4, "PK\x01\x02") != 0) {
      refuse("no entry where one was expected");
    }
    const std::uint64_t name = number(bytes_, at_ + 28, 2), extra = number(bytes_, at_ + 30, 2),
                        comment = number(bytes_, at_ + 32, 2);
    if (bytes_.size() - at_ - kCentralBytes < name + extra + comment || name > kMaxZipName) {
      refuse("an entry is longer than the directory");
    }
    ZipEntry entry;
    entry.name = bytes_.substr(at_ + kCentralBytes, name);
    const std::uint64_t flags = number(bytes_, at_ + 8, 2), method = number(bytes_, at_ + 10, 2);
    if ((flags & kEncrypted) != 0 || (method != 0 && method != 8)) {
      refuse("entry \"" + entry.name + "\" is encrypted or packed by method " +
             std::to_string(method) + "; stored and deflated ones are read");
    }
    entry.deflated = method == 8;
    entry.crc = static_cast<std::uint32_t>(number(bytes_, at_ + 16, 4));
    entry.packed = number(bytes_, at_ + 20, 4);
    entry.size = number(bytes_, at_ + 24, 4);
    std::uint64_t local = number(bytes_, at_ + 42, 4);
    widen(entry, local, std::string_view(bytes_).substr(at_ + kCentralBytes + name, extra));
    check_sizes(entry);
    find_data(entry, local, flags);
    if (!names_.insert(entry.name).second) {
      refuse("two entries have the name \"" + entry.name + "\"");
    }
    regions_.push_back({local, entry.begin + entry.packed, entry.name});
    entries_.push_back(std::move(entry));
    at_ += kCentralBytes + name + extra + comment;
  }

  /// Numbers that do not fit 32 bits stand in an extra field, in this order.
  void widen(ZipEntry& entry, std::uint64_t& local, std::string_view extra) const {
    while (extra.size() >= 4) {
      const std::uint64_t id = number(extra, 0, 2), size = number(extra, 2, 2);
      if (size > extra.size() - 4) {
        refuse("entry \"" + entry.name + "\" has a broken extra field");
      }
      std::string_view field = extra.substr(4, size);
      extra.remove_prefix(4 + size);
      if (id != kZip64Extra) {
        continue;
      }
      for (std::uint64_t* value : {&entry.size, &entry.packed, &local}) {
        if (*value == kFull32) {
          if (field.size() < 8) {
            refuse("entry \"" + entry.name + "\" has a zip64 field that is too short");
          }
          *value = number(field, 0, 8);
          field.remove_prefix(8);
        }
      }
    }
  }

  void check_sizes(const ZipEntry& entry) {
    if (!entry.deflated && entry.packed != entry.size) {
      refuse("entry \"" + entry.name + "\" is stored, but its two sizes differ");
    }
    // A deflated byte gives 1032 bytes at most, so that much cannot be true.
    const std::uint64_t most = kPlainUnpacked + kMaxUnpackedTimes * file_.size();
    if (entry.size > most || unpacked_ > most - entry.size) {
      refuse("the entries claim to unpack to more than " + std::to_string(most) +
             " bytes, which is no plausible file of weights");
    }
    unpacked_ += entry.size;
  }

  /// The local header must say what the directory says.
  void find_data(ZipEntry& entry, std::uint64_t local, std::uint64_t flags) const {
    if (!inside(file_, local, kLocalBytes)) {
      refuse("entry \"" + entry.name + "\" lies outside the file");
    }
    const std::string header = piece(file_, local, kLocalBytes);
    const std::uint64_t name = number(header, 26, 2), extra = number(header, 28, 2);
    const bool later = (flags & kSizesFollow) != 0;
    const auto agrees = [&](std::size_t at, std::uint64_t value) {
      const std::uint64_t said = number(header, at, 4);
      return said == value || said == kFull32 || (later && said == 0);
    };
    if (header.compare(0, 4, "PK\x03\x04") != 0 || number(header, 6, 2) != flags ||
        number(header, 8, 2) != (entry.deflated ? 8U : 0U) || name != entry.name.size() ||
        !inside(file_, local + kLocalBytes, name + extra) ||
        piece(file_, local + kLocalBytes, name) != entry.name || !agrees(14, entry.crc) ||
        !agrees(18, entry.packed) || !agrees(22, entry.size)) {
      refuse("entry \"" + entry.name + "\" has another header at byte " + std::to_string(local));
    }
    entry.begin = local + kLocalBytes + name + extra;
    if (!inside(file_, entry.begin, entry.packed) || entry.begin + entry.packed > place_.at) {
      refuse("entry \"" + entry.name + "\" (" + std::to_string(entry.packed) + " bytes at " +
             std::to_string(entry.begin) + ") reaches beyond the data of the file");
    }
  }

  struct Region {
    std::uint64_t begin, end;
    std::string name;
  };

  void check_overlaps() {
    std::sort(regions_.begin(), regions_.end(), [](const Region& a, const Region& b) {
      return a.begin < b.begin;
    });
    for (std::size_t i = 1; i < regions_.size(); ++i) {
      if (regions_[i].begin < regions_[i - 1].end) {
        refuse("entries \"" + regions_[i - 1].name + "\" and \"" + regions_[i].name +
               "\" share bytes");
      }
    }
  }

  const InputFile& file_;
  const Directory& place_;
  const std::string bytes_;
  std::size_t at_ = 0;
  std::uint64_t unpacked_ = 0;
  std::set<std::string> names_;
  std::vector<Region> regions_;
  std::vector<ZipEntry> entries_;
};

}  // namespace

std::vector<ZipEntry> read_zip_directory(const InputFile& file) {
  return DirectoryReader(file, find_directory(file)).run();
}

}  // namespace tlhost::engine
