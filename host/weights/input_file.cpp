#include "host/weights/input_file.hpp"

#include "host/store/digest.hpp"

#include <tlhost/error.hpp>

#include <unistd.h>

#include <cerrno>
#include <optional>

namespace tlhost::engine {

InputFile::InputFile(const std::string& path) : reading_(open_for_reading(path)) {
  if (reading_.error != 0) {
    throw DataError(path + ": cannot be read: " + reading_.problem);
  }
}

void InputFile::read_at(std::uint64_t offset, void* data, std::size_t size) const {
  auto* to = static_cast<char*>(data);
  while (size > 0) {
    const auto count = ::pread(reading_.file.get(), to, size, static_cast<off_t>(offset));
    if (count < 0 && errno == EINTR) {
      continue;
    }
    if (count < 0) {
      throw DataError("cannot be read: " + error_words(errno));
    }
    if (count == 0) {
      throw DataError("became shorter while it was read");
    }
    to += count;
    offset += static_cast<std::uint64_t>(count);
    size -= static_cast<std::size_t>(count);
  }
}

void InputFile::check_unchanged() const {
  struct stat now {};

  const struct stat& then = reading_.facts;
  if (::fstat(reading_.file.get(), &now) != 0 || now.st_size != then.st_size ||
      now.st_mtim.tv_sec != then.st_mtim.tv_sec || now.st_mtim.tv_nsec != then.st_mtim.tv_nsec) {
    throw DataError("changed while it was read");
  }
}

std::string InputFile::sha256() const {
  // read_at leaves the position of the file alone.
  const bool back = ::lseek(reading_.file.get(), 0, SEEK_SET) == 0;
  const auto digest = back ? sha256_rest(reading_.file) : std::nullopt;
  if (!digest) {
    throw DataError("cannot be read: " + error_words(errno));
  }
  return *digest;
}

}  // namespace tlhost::engine
