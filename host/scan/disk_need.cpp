#include "host/scan/disk_need.hpp"

#include "host/log/problem.hpp"

#include <filesystem>
#include <limits>
#include <system_error>

namespace tlhost::engine {
namespace {

/// Rounded up: what does not fit is never called 0.
std::string mebibytes(std::uint64_t bytes) {
  constexpr std::uint64_t kMebi = 1U << 20U;
  return std::to_string(bytes / kMebi + (bytes % kMebi == 0 ? 0 : 1)) + " MiB";
}

}  // namespace

std::uint64_t DiskNeed::bytes() const {
  std::uint64_t all = 0;
  for (const View& view : views) {
    all += static_cast<std::uint64_t>(images) *
           static_cast<std::uint64_t>(view.size * view.size * view.channels);
  }
  return all;
}

std::string disk_text(const DiskNeed& need, std::uint64_t free_bytes) {
  std::string at;
  for (const View& view : need.views) {
    const std::string side = std::to_string(view.size);
    at += (at.empty() ? "" : " and ") + side + " x " + side + " x " + std::to_string(view.channels);
  }
  return "dataset " + need.dataset + ": " + std::to_string(need.images) + " images to decode, at " +
         at + ": " + mebibytes(need.bytes()) + " of pixels, " + mebibytes(free_bytes) +
         " are free in " + need.folder;
}

void refuse_what_does_not_fit(const DiskNeed& need, std::uint64_t free_bytes) {
  if (need.bytes() > free_bytes) {
    throw Refusal(Exit::disk,
                  {"DISK-ROOM",
                   need.folder,
                   disk_text(need, free_bytes),
                   "/datasets/" + need.dataset,
                   "free " + mebibytes(need.bytes() - free_bytes) +
                       ", name another \"store\", or take a smaller \"image\": {\"size\"}"});
  }
}

std::uint64_t free_bytes_of(const std::string& folder) {
  std::error_code error;
  const std::filesystem::space_info space = std::filesystem::space(folder, error);
  return error ? std::numeric_limits<std::uint64_t>::max() : space.available;
}

}  // namespace tlhost::engine
