#pragma once
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace tlhost::engine {

/// A little-endian number of at most 8 bytes.
std::uint64_t little_endian(std::string_view bytes);

/// The bytes of a pickle, taken from front to back.
/// Errors of take, number and line: DataError where too few are left.
class PickleBytes {
 public:
  PickleBytes(std::string_view bytes, std::size_t begin) : bytes_(bytes), at_(begin) {}

  std::string_view take(std::uint64_t size);

  std::uint64_t number(std::size_t size) { return little_endian(take(size)); }

  /// Up to the next line feed, which is taken too.
  std::string_view line();

  std::size_t at() const { return at_; }

  std::size_t total() const { return bytes_.size(); }

 private:
  std::string_view bytes_;
  std::size_t at_ = 0;
};

}  // namespace tlhost::engine
