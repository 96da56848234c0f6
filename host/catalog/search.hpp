#pragma once
#include <chrono>
#include <string>
#include <vector>

namespace tlhost::engine {

/// Where plugins are looked for, in this order, and what is asked of them.
struct PluginSearch {
  std::vector<std::string> paths;  ///< --plugins: files and folders, each of which must be there
  std::vector<std::string> from_file;  ///< "plugins" of the experiment file; likewise
  bool use_environment = true;         ///< then those of TLHOST_PLUGIN_PATH that are there
  bool use_default = true;             ///< then ../lib/tlhost/plugins beside the program, if it is
  bool insecure = false;  ///< take files that others could have changed (--insecure-plugins)
  /// How long a plugin may take to load before it counts as hanging.
  std::chrono::milliseconds patience{10000};
};

/// A file that may be a plugin.
struct PluginFile {
  std::string path;
  std::string folder;  ///< the searched folder that it lies in; "": the file itself was named
  bool operator==(const PluginFile&) const = default;
};

/// What the search met.
struct FoundFiles {
  std::vector<std::string> searched;  ///< folders and files, in order
  std::vector<PluginFile> files;      ///< in the order of use
  std::vector<std::string> notes;     ///< what was passed over, for who wants to know
};

/// Folders are searched three deep for names that end in ".so", sorted bytewise, hidden names left
/// out; links are followed; a file or folder that was met before (same device and inode) is left
/// out. Errors: Refusal(usage) PLUGINS-MISSING for a path that must be there and is not,
/// PLUGINS-NONE for such a folder without any.
FoundFiles search_plugins(const PluginSearch& search);

/// The files of these paths alone, by the same rules.
std::vector<std::string> find_plugin_files(const std::vector<std::string>& paths);

/// The parts of a list with colons that are not empty; none if `secure`: whoever starts a program
/// that has more rights than himself must not choose its code.  list: may be null.
std::vector<std::string> environment_paths(const char* list, bool secure);

}  // namespace tlhost::engine
