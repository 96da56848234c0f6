#pragma once
#include "npy.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

struct zip;

namespace tlhost {
namespace medmnist {

/// One array of a .npz file.
struct NpzArray {
  std::string name;  ///< "train_images.npy"
  NpyHeader header;
  std::uint64_t bytes = 0;   ///< of the values
  std::uint64_t packed = 0;  ///< bytes in the file, stored or deflated
};

/// A .npz file: a zip archive, 64-bit or not, of .npy arrays, stored or deflated.  One thread.
class Npz {
 public:
  /// Errors: DataError with the path: no regular file, no zip archive, encrypted, more than 64
  /// members, names with folders, one name twice.
  explicit Npz(const std::string& path);

  const std::vector<std::string>& names() const { return names_; }

  /// Its header, and that the values are as many bytes as it says.  value_bytes: of one value, as
  /// the caller expects it of a type; 0: refuse the type.
  /// Errors: DataError with path and name.
  NpzArray array(const std::string& name,
                 const std::function<std::size_t(const std::string& type)>& value_bytes) const;

  using Sink = std::function<void(const char* bytes, std::size_t count)>;

  /// The values, piece by piece, and their checksum.
  /// Errors: DataError with path and name, also where more or fewer bytes come out than the archive
  /// says; and what sink throws.
  void read(const NpzArray& array, const Sink& sink) const;

 private:
  class Member;
  [[noreturn]] void refuse(const std::string& name, const std::string& what) const;

  struct Close {
    void operator()(::zip* archive) const;
  };

  std::string path_;
  std::unique_ptr<::zip, Close> archive_;
  std::vector<std::string> names_;
};

}  // namespace medmnist
}  // namespace tlhost
