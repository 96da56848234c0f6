#pragma once
#include "host/weights/zip_directory.hpp"

namespace tlhost::engine {

/// Unpacks an entry into memory of entry.size bytes, each byte read once.
/// Errors: DataError without the path where it cannot be unpacked to exactly that many bytes, or
/// its CRC is another.
void unpack_entry(const InputFile& file, const ZipEntry& entry, void* to);
std::string unpack_entry(const InputFile& file, const ZipEntry& entry);
/// The same without keeping the bytes: whether the entry is whole.
void verify_entry(const InputFile& file, const ZipEntry& entry);

}  // namespace tlhost::engine
