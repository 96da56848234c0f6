#pragma once
#include <sys/stat.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace tlhost::engine {

/// An open file of the system, closed at the end of its life.
class Descriptor {
 public:
  explicit Descriptor(int number = -1) : number_(number) {}

  ~Descriptor() { close(); }

  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}

  Descriptor& operator=(Descriptor&& other) noexcept;

  int get() const { return number_; }

  bool is_open() const { return number_ >= 0; }

  /// Closes now: 0 or the errno, for a failed write may be told only here.
  int close();

 private:
  int number_ = -1;
};

/// A regular file opened for reading, or why not.
struct Reading {
  Descriptor file;

  struct stat facts {};

  int error = 0;        ///< errno; EINVAL for what is no regular file; 0: open
  std::string problem;  ///< the error in words
};

/// Never waits: pipes and devices are refused, not opened.
Reading open_for_reading(const std::string& path);

/// Reads until `size` bytes are there or the file ends: the number read, or -1 with errno.
std::ptrdiff_t read_fully(const Descriptor& file, void* data, std::size_t size);
/// Writes everything: 0 or the errno.
int write_fully(const Descriptor& file, std::string_view bytes);

/// The words of the system for an errno.
std::string error_words(int error);

}  // namespace tlhost::engine
