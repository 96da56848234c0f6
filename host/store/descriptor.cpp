#include "host/store/descriptor.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace tlhost::engine {

Descriptor& Descriptor::operator=(Descriptor&& other) noexcept {
  if (this != &other) {
    close();
    number_ = std::exchange(other.number_, -1);
  }
  return *this;
}

int Descriptor::close() {
  if (number_ < 0) {
    return 0;
  }
  // Linux frees the number even when close() is interrupted: it is never called twice.
  const int result = ::close(std::exchange(number_, -1));
  return result == 0 || errno == EINTR ? 0 : errno;
}

Reading open_for_reading(const std::string& path) {
  Reading reading;
  int number = -1;
  do {
    number = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  } while (number < 0 && errno == EINTR);
  reading.file = Descriptor(number);
  if (number < 0 || ::fstat(number, &reading.facts) != 0) {
    reading.error = errno;
    reading.problem = error_words(reading.error);
  } else if (!S_ISREG(reading.facts.st_mode)) {
    reading.error = EINVAL;
    reading.problem =
        S_ISDIR(reading.facts.st_mode) ? "it is a folder" : "it is not a regular file";
  }
  return reading;
}

std::ptrdiff_t read_fully(const Descriptor& file, void* data, std::size_t size) {
  std::size_t done = 0;
  while (done < size) {
    const auto step = ::read(file.get(), static_cast<char*>(data) + done, size - done);
    if (step < 0 && errno != EINTR) {
      return -1;
    }
    if (step == 0) {
      break;
    }
    done += step > 0 ? static_cast<std::size_t>(step) : 0;
  }
  return static_cast<std::ptrdiff_t>(done);
}

int write_fully(const Descriptor& file, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto step = ::write(file.get(), bytes.data(), bytes.size());
    if (step < 0 && errno != EINTR) {
      return errno;
    }
    bytes.remove_prefix(step > 0 ? static_cast<std::size_t>(step) : 0);
  }
  return 0;
}

std::string error_words(int error) { return std::generic_category().message(error); }

}  // namespace tlhost::engine
