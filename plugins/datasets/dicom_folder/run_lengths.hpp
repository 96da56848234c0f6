#pragma once
#include "header.hpp"

#include <cstdint>
#include <vector>

namespace tlhost {
namespace dicom_folder {

/// Whether the fragment of one frame of run lengths is whole: GDCM believes its places and counts,
/// and reads on behind a fragment that lies about them.
/// Source: DICOM PS3.5 (2023), annex G.
/// Errors: DataError without the path: its segments lie outside of it or overlap, a run ends behind
/// its segment, or a segment gives another number of bytes than the frame has.
void check_run_lengths(const std::vector<std::uint8_t>& fragment, const Header& header);

}  // namespace dicom_folder
}  // namespace tlhost
