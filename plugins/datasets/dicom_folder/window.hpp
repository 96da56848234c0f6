#pragma once
#include "header.hpp"

#include <tlhost/image.hpp>

#include <string>

namespace tlhost {
namespace dicom_folder {

/// Which values are shown as black and white.
struct WindowRule {
  std::string kind = "file";     ///< file | percentile | given | range
  double percentile = 1;         ///< that many percent of a frame are black, as many white
  double centre = 0, width = 0;  ///< of "given", in modality values (of CT: Hounsfield units)
};

/// Sets black and white of a grey 16-bit image of stored values, signed ones with 32768 added;
/// black < white: where a larger stored value is darker (MONOCHROME1, a negative slope), the values
/// are turned over.
/// Source: DICOM PS3.3 (2023), C.11.1 (modality) and C.11.2.1.2 (VOI window).
/// Errors: DataError without the path if the file has no window, or one that is none.
void apply_window(const Header& header, const WindowRule& rule, Image& image);

}  // namespace dicom_folder
}  // namespace tlhost
