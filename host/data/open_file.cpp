#include "host/data/open_file.hpp"

#include <tlhost/error.hpp>

#include <sys/stat.h>

#include <cerrno>
#include <utility>

namespace tlhost::engine {
namespace {

const char* file_kind(mode_t mode) {
  switch (mode & S_IFMT) {
    case S_IFDIR:
      return "a folder";
    case S_IFIFO:
      return "a FIFO";
    case S_IFCHR:
    case S_IFBLK:
      return "a device";
    default:
      return "something else";
  }
}

std::string reason(const std::string& path, int error) {
  struct stat link {};

  const bool is_link = lstat(path.c_str(), &link) == 0 && S_ISLNK(link.st_mode);
  switch (error) {
    case ENOENT:
    case ENOTDIR:
      return is_link ? "a link to a file that is not there" : "no such file";
    case ELOOP:
      return "a link that leads back to itself";
    case EACCES:
    case EPERM:
      return "no permission to read it";
    case ENXIO:
      return "not a regular file (a socket)";
    default:
      return "cannot be opened (" + error_words(error) + ")";
  }
}

}  // namespace

OpenFile open_regular_file(const std::string& path) {
  if (path.find('\0') != std::string::npos) {
    throw DataError("the path holds a zero byte");
  }
  Reading reading = open_for_reading(path);
  if (!reading.file.is_open()) {
    throw DataError(reason(path, reading.error));
  }
  const mode_t mode = reading.facts.st_mode;
  if (mode != 0 && !S_ISREG(mode)) {
    throw DataError(std::string("not a regular file (") + file_kind(mode) + ")");
  }
  if (reading.error != 0) {
    throw DataError("cannot be read (" + reading.problem + ")");
  }
  return {std::move(reading.file), static_cast<std::uint64_t>(reading.facts.st_size)};
}

}  // namespace tlhost::engine
