#pragma once
#include <cstdint>
#include <string>

namespace tlhost::engine {

/// pixels.u8 of a "pixels" artefact, mapped into memory, read-only: [count, size, size, channels]
/// uint8 in id order. Shared by all processes through the page cache.  Movable; unmapped at the
/// end.
class Pixels {
 public:
  /// Errors: DataError naming the path if the file is not there, not regular, or not exactly
  /// count * size * size * channels bytes; std::invalid_argument if that is no size of a file.
  Pixels(const std::string& path, std::int64_t count, std::int64_t size, std::int64_t channels);
  ~Pixels();
  Pixels(Pixels&& other) noexcept;
  Pixels& operator=(Pixels&& other) noexcept;
  Pixels(const Pixels&) = delete;
  Pixels& operator=(const Pixels&) = delete;

  std::int64_t count() const { return count_; }

  std::int64_t size() const { return size_; }

  std::int64_t channels() const { return channels_; }

  /// size * size * channels bytes; 0 <= row < count, else std::out_of_range.
  const std::uint8_t* image(std::int64_t row) const;

 private:
  const std::uint8_t* data_ = nullptr;
  std::int64_t count_ = 0, size_ = 0, channels_ = 0;
};

}  // namespace tlhost::engine
