#pragma once
#include "npz.hpp"
#include "sets.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace tlhost {
namespace medmnist {

/// One published part of a set: train, val or test.
struct PartArrays {
  NpzArray images, labels;
  std::uint64_t rows = 0;
};

/// The two arrays of a part, their types and shapes checked: images uint8 [rows, side, side] or
/// [rows, side, side, channels], labels whole numbers [rows], [rows, 1] or, multilabel, [rows,
/// classes].  Errors: DataError with path and name.
PartArrays part_arrays(const Npz& npz,
                       const std::string& path,
                       const std::string& part,
                       const MedSet& set,
                       std::uint64_t side);

/// The labels of each row: one class, or the positive labels.
/// Errors: DataError naming row and value for one that is no label of the set.
std::vector<std::vector<std::int32_t>> read_labels(const Npz& npz,
                                                   const std::string& path,
                                                   const PartArrays& part,
                                                   const MedSet& set);

/// The pixels of a part, unpacked once: in memory, or in a nameless file of the scratch folder.
/// Threads: read() from several at once.
class UnpackedImages {
 public:
  /// folder: "" for memory.  Errors: DataError for what is wrong with the array, ResourceError if
  /// the file cannot be written.
  UnpackedImages(const Npz& npz, const NpzArray& images, const std::string& folder);
  UnpackedImages(const UnpackedImages&) = delete;
  UnpackedImages& operator=(const UnpackedImages&) = delete;
  ~UnpackedImages();

  /// out.size() bytes from `first` on.
  void read(std::uint64_t first, std::vector<std::uint8_t>& out) const;

 private:
  void write(const char* bytes, std::size_t count);

  std::string folder_;
  std::vector<std::uint8_t> memory_;
  int file_ = -1;
};

}  // namespace medmnist
}  // namespace tlhost
