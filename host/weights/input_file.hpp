#pragma once
#include "host/store/descriptor.hpp"

#include <cstdint>
#include <string>

namespace tlhost::engine {

/// A regular file that is read at any place.  It is not mapped: a file that becomes shorter under
/// a mapping kills the process, and one that is read gives an error.
/// Errors of all members: DataError; only the constructor's names the path.
/// Threads: read_at may be called by several at once.
class InputFile {
 public:
  explicit InputFile(const std::string& path);

  std::uint64_t size() const { return static_cast<std::uint64_t>(reading_.facts.st_size); }

  /// Exactly `size` bytes that begin at `offset`.
  void read_at(std::uint64_t offset, void* data, std::size_t size) const;
  /// Of all of it, as Sha256::hex() spells.  By one thread at a time.
  std::string sha256() const;
  /// Errors also where the file is no longer the one that was opened, by size and time.
  void check_unchanged() const;

 private:
  Reading reading_;
};

}  // namespace tlhost::engine
