#pragma once
#include <cstdint>
#include <fstream>
#include <string>
#include <vector>

namespace tlhost {
namespace dicom_folder {

/// A regular file that is read from front to back, with gaps.  Little endian.
/// Errors: DataError without the path if it is not there, not regular, or ends early.
class ByteFile {
 public:
  explicit ByteFile(const std::string& path);

  std::uint64_t size() const { return size_; }

  std::uint64_t at() const { return at_; }

  std::uint64_t left() const { return size_ - at_; }

  void go_to(std::uint64_t place);
  void skip(std::uint64_t bytes);
  std::vector<std::uint8_t> bytes(std::uint64_t count);
  std::string text(std::uint64_t count);
  std::uint16_t u16();
  std::uint32_t u32();

 private:
  std::ifstream stream_;
  std::uint64_t size_ = 0, at_ = 0;
};

}  // namespace dicom_folder
}  // namespace tlhost
