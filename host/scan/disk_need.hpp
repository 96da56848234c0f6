#pragma once
#include "host/data/view.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace tlhost::engine {

/// The room that decoded images take in the store.
struct DiskNeed {
  std::string dataset, folder;  ///< folder: of the store
  std::size_t images = 0;
  std::vector<View> views;

  std::uint64_t bytes() const;
};

/// "12000 images to decode, at 224 x 224 x 3: 1723 MiB of pixels, 80000 MiB are free in .."
std::string disk_text(const DiskNeed& need, std::uint64_t free_bytes);

/// Errors: Refusal(disk) DISK-ROOM if the pixels do not fit.
void refuse_what_does_not_fit(const DiskNeed& need, std::uint64_t free_bytes);

/// What the file system of a folder has left for this user; all there can be where it does not say.
std::uint64_t free_bytes_of(const std::string& folder);

}  // namespace tlhost::engine
