#include "host/catalog/admission.hpp"

#include "host/catalog/handshake.hpp"
#include "host/catalog/trust.hpp"

#include <filesystem>

namespace tlhost::engine {

const std::optional<PluginLock>& Admission::lock_of(const std::string& folder) {
  auto known = locks_.find(folder);
  if (known == locks_.end()) {
    known = locks_.emplace(folder, read_lock(folder)).first;
  }
  return known->second;
}

/// What others could have changed: the file, or the list of what it must be.
std::optional<RejectedPlugin> Admission::distrust(const PluginFile& file) {
  std::optional<RejectedPlugin> refused = refuse_untrusted(file.path);
  if (!refused && !file.folder.empty() && lock_of(file.folder)) {
    refused = refuse_untrusted((std::filesystem::path(file.folder) / kLockName).string());
  }
  if (refused && insecure_) {
    because_[file.path] = refused->reason;
    return std::nullopt;
  }
  return refused;
}

std::optional<RejectedPlugin> Admission::refuse(const PluginFile& file, const ElfReading& reading) {
  std::optional<RejectedPlugin> refused;
  if (reading.problem.empty()) {
    refused = distrust(file);
    if (!refused && !file.folder.empty() && lock_of(file.folder)) {
      const std::string problem = lock_problem(*lock_of(file.folder), file.folder, file.path);
      refused = problem.empty()
                    ? refused
                    : RejectedPlugin{"",
                                     "lock",
                                     problem,
                                     "take the file away, or list it: sha256sum */*.so > " +
                                         std::string(kLockName) + ", in that folder"};
    }
  }
  refused = refused ? refused : refuse_before_loading(file.path, reading);
  if (refused) {
    refused->path = file.path;
    refused->id = reading.note ? reading.note->plugin_id : "";
    refused->version = reading.note ? reading.note->plugin_version : "";
  }
  return refused;
}

std::string Admission::insecure_because(const std::string& path) const {
  const auto found = because_.find(path);
  return found == because_.end() ? "" : found->second;
}

}  // namespace tlhost::engine
