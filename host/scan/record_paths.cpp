#include "host/scan/record_paths.hpp"

#include <tlhost/error.hpp>

#include <algorithm>
#include <filesystem>
#include <system_error>

namespace tlhost::engine {

std::string path_complaint(const std::string& path, bool has_root) {
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
  if (std::any_of(path.begin(), path.end(), is_control)) {
    return "has a control character in its path";
  }
  const std::filesystem::path parts(path);
  if (has_root && parts.is_absolute()) {
    return "lies outside the root: its path is absolute";
  }
  if (std::find(parts.begin(), parts.end(), "..") != parts.end()) {
    return "may lie outside the root: its path leads up (\"..\")";
  }
  return "";
}

void check_below(const std::string& file, const std::string& root) {
  std::error_code error;
  const std::string real = std::filesystem::canonical(file, error).string();
  const std::string start = root + (root.ends_with('/') ? "" : "/");
  if (!error && !root.empty() && !real.starts_with(start)) {
    throw DataError(
        "a link that leads out of the dataset's root; set \"follow_links\": true if the "
        "data are meant to be linked");
  }
}

}  // namespace tlhost::engine
