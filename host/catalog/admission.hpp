#pragma once
#include "host/catalog/catalog.hpp"
#include "host/catalog/elf_note.hpp"
#include "host/catalog/lock.hpp"
#include "host/catalog/search.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tlhost::engine {

/// Lets files in by what can be read of them: no byte of a plugin runs here.
class Admission {
 public:
  /// insecure: let in what others could have changed, and remember it.
  explicit Admission(bool insecure) : insecure_(insecure) {}

  /// Why a file is not let in, or nothing.  Errors: Refusal(usage) PLUGINS-LOCK.
  std::optional<RejectedPlugin> refuse(const PluginFile& file, const ElfReading& reading);

  /// Why a file that was let in would not have been without `insecure`, or "".
  std::string insecure_because(const std::string& path) const;

 private:
  std::optional<RejectedPlugin> distrust(const PluginFile& file);
  const std::optional<PluginLock>& lock_of(const std::string& folder);

  bool insecure_ = false;
  std::map<std::string, std::string> because_;              ///< by path
  std::map<std::string, std::optional<PluginLock>> locks_;  ///< by folder
};

}  // namespace tlhost::engine
