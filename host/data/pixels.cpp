#include "host/data/pixels.hpp"

#include "host/data/open_file.hpp"
#include "host/data/record_fields.hpp"

#include <tlhost/error.hpp>

#include <sys/mman.h>

#include <cerrno>
#include <stdexcept>
#include <utility>

namespace tlhost::engine {
namespace {

/// Errors: std::invalid_argument if a factor is negative or the product is no size of a file.
std::uint64_t total_bytes(std::int64_t count, std::int64_t size, std::int64_t channels) {
  std::int64_t total = count;
  bool fits = count >= 0 && size > 0 && channels > 0;
  for (const std::int64_t factor : {size, size, channels}) {
    fits = fits && !__builtin_mul_overflow(total, factor, &total);
  }
  if (!fits) {
    throw std::invalid_argument("Pixels: " + text_of_number(count) + " images of " +
                                text_of_number(size) + " x " + text_of_number(size) + " x " +
                                text_of_number(channels));
  }
  return static_cast<std::uint64_t>(total);
}

}  // namespace

Pixels::Pixels(const std::string& path,
               std::int64_t count,
               std::int64_t size,
               std::int64_t channels)
    : count_(count), size_(size), channels_(channels) {
  const std::uint64_t expected = total_bytes(count, size, channels);
  try {
    const OpenFile opened = open_regular_file(path);
    if (opened.size != expected) {
      throw DataError("file of " + text_of_number(opened.size) + " bytes; expected " +
                      text_of_number(expected) + " for " + text_of_number(count) + " images of " +
                      text_of_number(size) + " x " + text_of_number(size) + " x " +
                      text_of_number(channels));
    }
    if (expected == 0) {
      return;
    }
    void* data = mmap(nullptr, expected, PROT_READ, MAP_SHARED, opened.file.get(), 0);
    if (data == MAP_FAILED) {
      throw DataError("cannot be mapped (" + error_words(errno) + ")");
    }
    data_ = static_cast<const std::uint8_t*>(data);
  } catch (const DataError& error) {
    throw DataError(path + ": " + error.what());
  }
}

Pixels::~Pixels() {
  if (data_ != nullptr) {
    munmap(const_cast<std::uint8_t*>(data_),
           static_cast<std::size_t>(count_ * size_ * size_ * channels_));
  }
}

Pixels::Pixels(Pixels&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)),
      count_(std::exchange(other.count_, 0)),
      size_(other.size_),
      channels_(other.channels_) {}

Pixels& Pixels::operator=(Pixels&& other) noexcept {
  std::swap(data_, other.data_);
  std::swap(count_, other.count_);
  std::swap(size_, other.size_);
  std::swap(channels_, other.channels_);
  return *this;
}

const std::uint8_t* Pixels::image(std::int64_t row) const {
  if (row < 0 || row >= count_) {
    throw std::out_of_range("Pixels: image " + text_of_number(row) + " of " +
                            text_of_number(count_));
  }
  return data_ + row * size_ * size_ * channels_;
}

}  // namespace tlhost::engine
