#include "byte_file.hpp"

#include <tlhost/error.hpp>

#include <filesystem>
#include <system_error>

namespace tlhost {
namespace dicom_folder {

ByteFile::ByteFile(const std::string& path) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error)) {
    throw DataError(std::filesystem::exists(path, error) ? "not a regular file" : "no such file");
  }
  stream_.open(path, std::ios::binary);
  size_ = std::filesystem::file_size(path, error);
  if (!stream_ || error) {
    throw DataError("cannot be read");
  }
}

void ByteFile::go_to(std::uint64_t place) {
  if (place > size_) {
    throw DataError("DICOM ends early (" + std::to_string(size_) +
                    " bytes; what it states goes to " + std::to_string(place) + ")");
  }
  stream_.seekg(static_cast<std::streamoff>(place));
  at_ = place;
}

void ByteFile::skip(std::uint64_t bytes) {
  if (bytes > left()) {
    throw DataError("DICOM ends early (" + std::to_string(size_) + " bytes; an element at " +
                    std::to_string(at_) + " states " + std::to_string(bytes) + ")");
  }
  go_to(at_ + bytes);
}

std::vector<std::uint8_t> ByteFile::bytes(std::uint64_t count) {
  if (count > left()) {
    skip(count);
  }
  std::vector<std::uint8_t> read(static_cast<std::size_t>(count));
  stream_.read(reinterpret_cast<char*>(read.data()), static_cast<std::streamsize>(count));
  if (!stream_) {
    throw DataError("cannot be read");
  }
  at_ += count;
  return read;
}

std::string ByteFile::text(std::uint64_t count) {
  const std::vector<std::uint8_t> read = bytes(count);
  return {read.begin(), read.end()};
}

std::uint16_t ByteFile::u16() {
  const std::vector<std::uint8_t> read = bytes(2);
  return static_cast<std::uint16_t>(read[0] | read[1] << 8);
}

std::uint32_t ByteFile::u32() {
  const std::uint32_t low = u16();
  return low | static_cast<std::uint32_t>(u16()) << 16;
}

}  // namespace dicom_folder
}  // namespace tlhost
