#pragma once
#include <string>
#include <vector>

namespace tlhost::engine {

/// Plugin files in the order of use: each path is a file or a folder (depth 3, endings ".so",
/// sorted bytewise, hidden names left out); a file that was met before (same device and inode) is
/// left out. Errors: Refusal(usage) PLUGINS-MISSING for a path that is not there, PLUGINS-NONE for
/// a folder without any.
std::vector<std::string> find_plugin_files(const std::vector<std::string>& paths);

/// Where plugins are looked for: the command line's paths, then the experiment file's; where
/// neither names any, the folder ../lib/tlhost/plugins beside the executable, if it is there.
std::vector<std::string> plugin_paths(const std::vector<std::string>& of_command,
                                      const std::vector<std::string>& of_file);

}  // namespace tlhost::engine
