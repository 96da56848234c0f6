#pragma once
#include "header.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace tlhost {
namespace dicom_folder {

/// The bytes of all frames of a compressed file, decoded by GDCM; grey only.  The fragments are
/// checked against the file first.
/// Errors: DataError without the path.  Threads: one at a time.
std::vector<std::uint8_t> unpack(const std::string& path, const Header& header);

/// GDCM's own words would go to stdout and stderr.
void silence_gdcm();

}  // namespace dicom_folder
}  // namespace tlhost
