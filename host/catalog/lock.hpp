#pragma once
#include <map>
#include <optional>
#include <string>

namespace tlhost::engine {

/// The file plugins.lock of a folder of plugins: path relative to the folder -> SHA-256.
using PluginLock = std::map<std::string, std::string>;

constexpr const char* kLockName = "plugins.lock";

/// Reads lines as `sha256sum` writes them, "<64 hex digits>  models/x.so".  Nothing: the folder has
/// no such file.  Errors: Refusal(usage) PLUGINS-LOCK, naming the line, for a lock that cannot be
/// read, a line of another form, a path that leaves the folder, and a file that stands twice.
std::optional<PluginLock> read_lock(const std::string& folder);

/// Why a file does not fit the lock of its folder, or "".  file: below folder.
std::string lock_problem(const PluginLock& lock,
                         const std::string& folder,
                         const std::string& file);

}  // namespace tlhost::engine
