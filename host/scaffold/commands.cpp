#include "host/scaffold/commands.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <sstream>

namespace tlhost::engine {
namespace {

namespace fs = std::filesystem;

/// As one word of a shell.
std::string quoted(const std::string& text) {
  const bool plain = !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("/._-+,:@%=").find(c) != std::string_view::npos;
  });
  if (plain) {
    return text;
  }
  std::string result = "'";
  for (const char c : text) {
    result += c == '\'' ? "'\\''" : std::string(1, c);
  }
  return result + "'";
}

/// "tlhost" if that is what the shell finds under this name, else the path.
std::string as_typed(const std::string& program) {
  const char* path = std::getenv("PATH");
  std::istringstream folders(path == nullptr ? "" : path);
  for (std::string folder; std::getline(folders, folder, ':');) {
    std::error_code error;
    const fs::path candidate = fs::path(folder) / "tlhost";
    if (fs::exists(candidate, error)) {
      return fs::equivalent(candidate, program, error) ? "tlhost" : program;
    }
  }
  return program;
}

/// The plugins that come with the program: beside it where it is installed, or in its build folder.
std::string plugins_of(const fs::path& prefix) {
  std::error_code error;
  const fs::path installed = prefix / "lib" / "tlhost" / "plugins";
  return (fs::is_directory(installed, error) ? installed : prefix / "plugins").string();
}

}  // namespace

std::string this_program() {
  std::error_code error;
  const fs::path program = fs::read_symlink("/proc/self/exe", error);
  return error ? "tlhost" : program.string();
}

std::string project_commands(const NewProject& project, const std::string& program) {
  const fs::path prefix = fs::path(program).parent_path().parent_path();
  const std::string tlhost = quoted(as_typed(program));
  const fs::path folder = fs::path(project.folder).lexically_normal();
  const std::string build = quoted((folder / "build").string());
  const std::string plugins = quoted((folder / "build" / "plugins").string());
  const std::string library =
      (folder / "build" / "plugins" / project.kind.folder / (project.name + ".so")).string();
  return "# build, check, run the " + project.kind.word + " " + project.name + ":\n" + "cmake -S " +
         quoted(folder.string()) + " -B " + build +
         " -DCMAKE_PREFIX_PATH=" + quoted(prefix.string()) + " && cmake --build " + build + "\n" +
         tlhost + " check " + quoted(library) + "\n" + tlhost + " --plugins " +
         quoted(plugins_of(prefix)) + " --plugins " + plugins + " " +
         quoted((folder / "exp.json").string()) + "\n";
}

}  // namespace tlhost::engine
