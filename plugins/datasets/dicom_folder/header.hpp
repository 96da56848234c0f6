#pragma once
#include <cstdint>
#include <optional>
#include <string>

namespace tlhost {
namespace dicom_folder {

/// The transfer syntax of run lengths (RLE).
constexpr const char* kRunLengths = "1.2.840.10008.1.2.5";

/// The first VOI window of a file, in modality values.
struct StatedWindow {
  std::optional<double> centre;
  double width = 0;
  std::string function = "LINEAR";
};

/// What a DICOM file says before its pixels.
struct Header {
  std::string syntax;  ///< transfer syntax UID
  std::string sop, patient, study, photometric;
  std::int64_t rows = 0, columns = 0, frames = 1, samples = 1;
  std::int64_t bits_allocated = 0, bits_stored = 0, high_bit = 0;
  bool is_signed = false, by_plane = false;
  double slope = 1, intercept = 0;
  bool has_table = false;  ///< a modality LUT: its values are no line
  bool per_frame = false;  ///< slope or window stand in the groups of single frames
  std::optional<StatedWindow> window;
  bool has_pixels = false, packed = false;       ///< packed: in fragments, compressed
  std::uint64_t pixels_at = 0, pixels_size = 0;  ///< in the file; packed: without a size
};

/// Whether a file begins as a DICOM file does: 128 bytes, then "DICM".  Errors: none.
bool is_dicom(const std::string& path);

/// Every length is checked against the file and the depth is bounded before anything else reads it.
/// Pixel data are not looked at.
/// Source: DICOM PS3.5 (2023), chapter 7; PS3.10, chapter 7.
/// Errors: DataError without the path: no DICOM, damaged, ends early, big endian or deflated.
Header read_header(const std::string& path);

/// "JPEG 2000 (1.2.840.10008.1.2.4.90)" or, where it is not supported, nothing.
std::string supported_syntax(const std::string& uid);

}  // namespace dicom_folder
}  // namespace tlhost
