#include "host/scaffold/project.hpp"

#include "host/log/problem.hpp"
#include "host/scaffold/embedded.hpp"
#include "host/store/descriptor.hpp"
#include "host/store/file_ops.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <utility>
#include <vector>

namespace tlhost::engine {
namespace {

namespace fs = std::filesystem;

/// A file of a project, relative to its folder.
struct ProjectFile {
  std::string path, text;
};

void replace_all(std::string& text, const std::string& word, const std::string& by) {
  for (std::size_t at = text.find(word); at != std::string::npos;
       at = text.find(word, at + by.size())) {
    text.replace(at, word.size(), by);
  }
}

/// The templates of a kind and those of all kinds, with their words replaced.
std::vector<ProjectFile> files_of(const NewProject& project) {
  const std::pair<std::string, std::string> words[] = {{"PluginName", class_name(project.name)},
                                                       {"plugin_name", project.name},
                                                       {"plugin_kind", project.kind.folder},
                                                       {"sdk_version", sdk_version()}};
  std::vector<ProjectFile> files;
  for (const Template& source : templates()) {
    const std::size_t slash = source.path.find('/');
    const std::string set = source.path.substr(0, slash);
    if (set != "common" && set != project.kind.word) {
      continue;
    }
    ProjectFile file{source.path.substr(slash + 1), source.text};
    for (const auto& [word, by] : words) {
      replace_all(file.path, word, by);
      replace_all(file.text, word, by);
    }
    files.push_back(std::move(file));
  }
  return files;
}

/// A hidden folder that is removed with all that is in it, unless it was moved away.
class TempFolder {
 public:
  explicit TempFolder(const fs::path& parent) {
    const std::string start = (parent / (".tlhost-new-" + std::to_string(getpid()) + "-")).string();
    for (int counter = 0;; ++counter) {
      path_ = start + std::to_string(counter);
      if (mkdir(path_.c_str(), 0777) == 0) {
        return;
      }
      if (errno != EEXIST) {
        const std::string words = error_words(errno);
        throw Refusal(Exit::output,
                      Problem{"OUTPUT-NOT-WRITABLE",
                              parent.string(),
                              "cannot make a folder here: " + words,
                              "",
                              "mend the rights of this folder, or write elsewhere with --dir"});
      }
    }
  }

  ~TempFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }

  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;

  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

Refusal folder_taken(const fs::path& folder, const std::string& what) {
  return Refusal(Exit::output,
                 Problem{"NEW-FOLDER",
                         folder.string(),
                         what + "; nothing was written",
                         "",
                         "take another name, or write elsewhere with --dir"});
}

/// All files or none; what is there is not touched.
void write_files(const std::vector<ProjectFile>& files, const fs::path& folder) {
  const mode_t mask = umask(0);
  umask(mask);
  std::vector<std::string> written;
  try {
    for (const ProjectFile& file : files) {
      const std::string path = (folder / file.path).string();
      const mode_t mode = file.path.ends_with(".sh") ? 0777 : 0666;
      if (!write_new_file(path, file.text, mode & ~mask)) {
        throw folder_taken(path, "has come to be there meanwhile");
      }
      written.push_back(path);
    }
  } catch (const Refusal&) {
    for (const std::string& path : written) {
      unlink(path.c_str());
    }
    throw;
  }
  sync_folder(folder.string());
}

/// rename() that replaces nothing but an empty folder.
void move(const fs::path& from, const fs::path& to) {
  if (std::rename(from.c_str(), to.c_str()) == 0) {
    return;
  }
  if (errno == ENOTEMPTY || errno == EEXIST || errno == ENOTDIR || errno == EISDIR) {
    throw folder_taken(to, "is there already");
  }
  throw write_refusal(to.string(), "put it in its place", errno);
}

/// The folder appears with everything in it.
void write_new_folder(const std::vector<ProjectFile>& files, const fs::path& folder) {
  const TempFolder temp(folder.parent_path());
  write_files(files, temp.path());
  move(temp.path(), folder);
  sync_folder(folder.parent_path().string());
}

}  // namespace

void write_project(const NewProject& project) {
  check_new_name(project.kind, project.name);
  std::error_code error;
  fs::path folder = fs::absolute(project.folder, error).lexically_normal();
  if (!folder.has_filename()) {  // a '/' at its end
    folder = folder.parent_path();
  }
  const std::vector<ProjectFile> files = files_of(project);
  const fs::file_status status = fs::symlink_status(folder, error);
  if (status.type() == fs::file_type::not_found) {
    if (!fs::is_directory(folder.parent_path(), error)) {
      throw Refusal(Exit::output,
                    Problem{"OUTPUT-NOT-WRITABLE",
                            folder.string(),
                            folder.parent_path().string() + " is no folder",
                            "",
                            "make it first, or write elsewhere with --dir"});
    }
    write_new_folder(files, folder);
    return;
  }
  if (!fs::is_directory(folder, error)) {
    throw folder_taken(folder, "is there already, and no folder");
  }
  if (!fs::is_empty(folder, error)) {
    throw folder_taken(
        folder, error ? "cannot be listed: " + error.message() : "is a folder that is not empty");
  }
  write_files(files, folder);  // in it: somebody may stand there
}

}  // namespace tlhost::engine
