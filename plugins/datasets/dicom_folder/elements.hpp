#pragma once
#include "byte_file.hpp"

#include <cstdint>
#include <string>

namespace tlhost {
namespace dicom_folder {

/// What stands before a value.
struct Element {
  static constexpr std::uint32_t kUndefined = 0xffffffffU;

  std::uint32_t tag = 0;
  std::string type;  ///< empty in implicit syntax
  std::uint32_t length = 0;
};

/// "(0028,0010)"
std::string place_text(std::uint32_t tag);

/// The elements of a file, one after the other.  What it gives is read or skipped by its caller.
/// Errors: DataError without the path, as ByteFile, or for what is no element.
class Elements {
 public:
  explicit Elements(const std::string& path) : file_(path) {}

  ByteFile& file() { return file_; }

  bool is_explicit() const { return explicit_; }

  void set_explicit(bool value) { explicit_ = value; }

  Element next();
  /// The value, without the spaces around it; at most 4096 bytes.
  std::string text_of(const Element& element);
  std::int64_t short_of(const Element& element);
  /// The first of the numbers that '\\' divides.
  double number_of(const Element& element);

 private:
  ByteFile file_;
  bool explicit_ = true;
  std::int64_t count_ = 0;
};

}  // namespace dicom_folder
}  // namespace tlhost
