#include "host/store/digest.hpp"
#include "host/store/file_ops.hpp"
#include "host/store/process_mark.hpp"
#include "host/store/store.hpp"

#include <filesystem>
#include <vector>

namespace tlhost::engine {

namespace {

constexpr std::string_view kTempStart = ".tmp-";
constexpr std::size_t kKeyLength = 64;

/// The mark of the process that owns an entry: work/<key>.<mark>-<n> and .tmp-<mark>-<n>; "" for
/// all other names.
std::string owner_of(const std::string& name) {
  const bool work = name.size() > kKeyLength && name[kKeyLength] == '.' &&
                    is_sha256(std::string_view(name).substr(0, kKeyLength));
  const bool temp = name.starts_with(kTempStart);
  const auto end = name.rfind('-');
  const std::size_t start = work ? kKeyLength + 1 : kTempStart.size();
  return (work || temp) && end != std::string::npos && end > start ? name.substr(start, end - start)
                                                                   : "";
}

std::vector<std::filesystem::path> left_behind(const std::string& folder) {
  std::vector<std::filesystem::path> found;
  std::error_code error;
  std::filesystem::directory_iterator entry(folder, error);
  for (; !error && entry != std::filesystem::directory_iterator(); entry.increment(error)) {
    if (process_is_gone(owner_of(entry->path().filename().string()))) {
      found.push_back(entry->path());
    }
  }
  if (error) {
    throw read_refusal(folder, error.value());
  }
  return found;
}

}  // namespace

void Store::sweep() const {
  for (const std::string& folder : {folder_, folder_ + "/work", folder_ + "/scan"}) {
    for (const auto& path : left_behind(folder)) {
      std::error_code error;
      std::filesystem::remove_all(path, error);
      if (error && error != std::errc::no_such_file_or_directory) {
        tell(path.string() + " of a process that is gone cannot be removed: " + error.message());
      }
    }
  }
}

}  // namespace tlhost::engine
