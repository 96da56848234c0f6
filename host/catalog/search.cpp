#include "host/catalog/search.hpp"

#include "host/log/problem.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <set>
#include <system_error>
#include <utility>

namespace tlhost::engine {
namespace {

constexpr int kDepth = 3;

using Identity = std::pair<dev_t, ino_t>;

/// met: folders that were searched already, or links that lead in a circle would be followed.
void collect(const std::filesystem::path& folder,
             int depth,
             std::set<Identity>& met,
             std::vector<std::string>& files) {
  struct stat facts {};

  if (stat(folder.c_str(), &facts) != 0 || !met.insert({facts.st_dev, facts.st_ino}).second) {
    return;
  }
  std::error_code error;
  std::vector<std::filesystem::path> folders;
  for (std::filesystem::directory_iterator it(folder, error), end; !error && it != end;
       it.increment(error)) {
    const std::string name = it->path().filename().string();
    std::error_code ignored;
    if (name[0] == '.') {
      continue;
    }
    if (it->is_directory(ignored)) {
      folders.push_back(it->path());
    } else if (name.size() > 3 && name.compare(name.size() - 3, 3, ".so") == 0) {
      files.push_back(it->path().string());
    }
  }
  for (const std::filesystem::path& below : folders) {
    if (depth < kDepth) {
      collect(below, depth + 1, met, files);
    }
  }
}

std::vector<std::string> files_of(const std::string& path) {
  std::error_code error;
  if (!std::filesystem::exists(path, error)) {
    throw Refusal(Exit::usage,
                  {"PLUGINS-MISSING",
                   path,
                   "no such file or folder of plugins",
                   "",
                   "give --plugins a folder of .so files"});
  }
  if (!std::filesystem::is_directory(path, error)) {
    return {path};
  }
  std::vector<std::string> files;
  std::set<Identity> met;
  collect(path, 1, met, files);
  std::sort(files.begin(), files.end());
  if (files.empty()) {
    const bool sources =
        std::filesystem::exists(std::filesystem::path(path) / "CMakeLists.txt", error);
    throw Refusal(Exit::usage,
                  {"PLUGINS-NONE",
                   path,
                   "there is no plugin (*.so) in this folder",
                   "",
                   sources ? "this looks like the source tree; use the plugins folder of the build"
                           : "give --plugins a folder of .so files"});
  }
  return files;
}

}  // namespace

std::vector<std::string> find_plugin_files(const std::vector<std::string>& paths) {
  std::vector<std::string> all;
  std::set<Identity> met;
  for (const std::string& path : paths) {
    for (const std::string& file : files_of(path)) {
      struct stat facts {};

      if (stat(file.c_str(), &facts) == 0 && !met.insert({facts.st_dev, facts.st_ino}).second) {
        continue;
      }
      all.push_back(file);
    }
  }
  return all;
}

std::vector<std::string> plugin_paths(const std::vector<std::string>& of_command,
                                      const std::vector<std::string>& of_file) {
  std::vector<std::string> paths = of_command;
  paths.insert(paths.end(), of_file.begin(), of_file.end());
  if (paths.empty()) {
    std::error_code error;
    const auto program = std::filesystem::read_symlink("/proc/self/exe", error);
    const auto installed = program.parent_path().parent_path() / "lib" / "tlhost" / "plugins";
    if (!error && std::filesystem::is_directory(installed, error)) {
      paths.push_back(installed.string());
    }
  }
  return paths;
}

}  // namespace tlhost::engine
