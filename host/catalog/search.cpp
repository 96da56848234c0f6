#include "host/catalog/search.hpp"

#include "host/log/problem.hpp"

#include <sys/auxv.h>
#include <sys/stat.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <set>
#include <system_error>
#include <utility>

namespace tlhost::engine {
namespace {

constexpr int kDepth = 3;
constexpr const char* kVariable = "TLHOST_PLUGIN_PATH";

using Identity = std::pair<dev_t, ino_t>;

bool ends_with(const std::string& name, const std::string& end) {
  return name.size() > end.size() && name.compare(name.size() - end.size(), end.size(), end) == 0;
}

/// One folder and those below it.
class FolderSearch {
 public:
  std::vector<std::string> files;  ///< as they came
  std::vector<std::string> notes;  ///< folders that cannot be read
  bool sources = false;            ///< something is there that plugins are made of
  std::error_code error;           ///< of the folder itself

  void collect(const std::filesystem::path& folder, int depth = 1) {
    struct stat facts {};

    // Links that lead in a circle would be followed.
    if (stat(folder.c_str(), &facts) != 0 || !met_.insert({facts.st_dev, facts.st_ino}).second) {
      return;
    }
    std::vector<std::filesystem::path> folders;
    std::error_code failed;
    for (std::filesystem::directory_iterator it(folder, failed), end; !failed && it != end;
         it.increment(failed)) {
      take(*it, folders);
    }
    if (failed) {
      error = depth == 1 ? failed : error;
      notes.push_back(folder.string() + ": cannot be searched: " + failed.message());
    }
    for (const std::filesystem::path& below : folders) {
      if (depth < kDepth) {
        collect(below, depth + 1);
      }
    }
  }

 private:
  void take(const std::filesystem::directory_entry& entry,
            std::vector<std::filesystem::path>& folders) {
    const std::string name = entry.path().filename().string();
    std::error_code ignored;
    if (name[0] == '.') {
      return;
    }
    if (entry.is_directory(ignored)) {
      folders.push_back(entry.path());
    } else if (ends_with(name, ".so")) {
      files.push_back(entry.path().string());
    }
    sources = sources || name == "CMakeLists.txt" || ends_with(name, ".cpp");
  }

  std::set<Identity> met_;
};

/// The plugins of a build beside a folder of sources, or "".
std::string build_near(const std::string& folder) {
  std::error_code error;
  std::filesystem::path root = std::filesystem::absolute(folder, error).lexically_normal();
  root = root.has_filename() ? root : root.parent_path();  // "plugins/"
  const auto build = (root.filename() == "plugins" ? root.parent_path() : root) / "build";
  std::set<std::string> found;
  if (std::filesystem::is_directory(build / "plugins", error)) {
    found.insert((build / "plugins").string());
  }
  std::error_code failed;
  for (std::filesystem::directory_iterator it(build, failed), end; !failed && it != end;
       it.increment(failed)) {
    if (std::filesystem::is_directory(it->path() / "plugins", error)) {
      found.insert((it->path() / "plugins").string());
    }
  }
  return found.empty() ? "" : *found.begin();
}

Refusal nothing_in(const std::string& path, const FolderSearch& folder) {
  std::string fix = "give --plugins a folder of .so files";
  if (folder.sources) {
    const std::string build = build_near(path);
    fix = "this looks like the source tree; use the plugins folder of the build" +
          (build.empty() ? "" : ", " + build);
  }
  return {Exit::usage,
          {"PLUGINS-NONE",
           path,
           folder.error ? "this folder cannot be searched: " + folder.error.message()
                        : "there is no plugin (*.so) in this folder",
           "",
           fix}};
}

/// All places, in order.
class Search {
 public:
  FoundFiles found;

  void must_have(const std::vector<std::string>& paths, const std::string& asked_by) {
    for (const std::string& path : paths) {
      std::error_code error;
      if (!std::filesystem::exists(path, error)) {
        throw Refusal(Exit::usage,
                      {"PLUGINS-MISSING",
                       path,
                       "no such file or folder of plugins",
                       "",
                       "give " + asked_by + " a folder of .so files"});
      }
      add(path, true);
    }
  }

  void may_have(const std::string& path, const std::string& asked_by) {
    std::error_code error;
    if (std::filesystem::exists(path, error)) {
      add(path, false);
    } else {
      found.notes.push_back(path + " (" + asked_by + ") is not there");
    }
  }

 private:
  void add(const std::string& path, bool must) {
    std::error_code error;
    found.searched.push_back(path);
    if (!std::filesystem::is_directory(path, error)) {
      add_file({path, ""});
      return;
    }
    FolderSearch folder;
    folder.collect(path);
    if (folder.files.empty() && must) {
      throw nothing_in(path, folder);
    }
    found.notes.insert(found.notes.end(), folder.notes.begin(), folder.notes.end());
    std::sort(folder.files.begin(), folder.files.end());
    for (const std::string& file : folder.files) {
      add_file({file, path});
    }
  }

  void add_file(const PluginFile& file) {
    struct stat facts {};

    if (stat(file.path.c_str(), &facts) == 0 && !met_.insert({facts.st_dev, facts.st_ino}).second) {
      found.notes.push_back(file.path + " was met before under another name");
      return;
    }
    found.files.push_back(file);
  }

  std::set<Identity> met_;
};

}  // namespace

std::vector<std::string> environment_paths(const char* list, bool secure) {
  std::vector<std::string> paths;
  const std::string text = list == nullptr || secure ? "" : list;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find(':', at), text.size());
    if (end > at) {
      paths.push_back(text.substr(at, end - at));
    }
    at = end + 1;
  }
  return paths;
}

FoundFiles search_plugins(const PluginSearch& search) {
  Search all;
  all.must_have(search.paths, "--plugins");
  all.must_have(search.from_file, "\"plugins\" of the experiment file");
  const char* list = search.use_environment ? std::getenv(kVariable) : nullptr;
  const bool secure = getauxval(AT_SECURE) != 0;
  for (const std::string& path : environment_paths(list, secure)) {
    all.may_have(path, kVariable);
  }
  if (list != nullptr && secure) {
    all.found.notes.push_back(std::string(kVariable) +
                              " is ignored: this program has more rights than its user");
  }
  std::error_code error;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", error);
  if (search.use_default && !error) {
    const auto installed = program.parent_path().parent_path() / "lib" / "tlhost" / "plugins";
    all.may_have(installed.string(), "beside the program");
  }
  return all.found;
}

std::vector<std::string> find_plugin_files(const std::vector<std::string>& paths) {
  std::vector<std::string> files;
  for (const PluginFile& file : search_plugins({paths, {}, false, false}).files) {
    files.push_back(file.path);
  }
  return files;
}

}  // namespace tlhost::engine
