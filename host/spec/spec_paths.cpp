#include "host/spec/spec_paths.hpp"

#include "host/spec/json_tree.hpp"

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <system_error>

namespace tlhost::engine {

namespace {

Refusal unreadable(const std::string& file, const std::string& why) {
  return {Exit::usage,
          Problem{.code = "SPEC-FILE", .where = file, .what = "cannot read the file: " + why}};
}

}  // namespace

std::string absolute_path(const std::string& path,
                          const std::string& folder,
                          const Place& place,
                          Findings& findings) {
  if (path.empty()) {
    findings.add(place, "SPEC-PATH", "expected a path, found an empty string");
    return "";
  }
  std::filesystem::path full = std::filesystem::path(folder) / path;
  if (path == "~" || path.starts_with("~/")) {
    const char* const home = std::getenv("HOME");
    if (home == nullptr || *home == '\0') {
      findings.add(place,
                   "SPEC-PATH",
                   "the path " + quoted_word(path) +
                       " needs the environment variable HOME, which is "
                       "not set",
                   "write the whole path");
      return "";
    }
    full = std::filesystem::absolute(std::filesystem::path(home)) /
           (path.size() < 2 ? "" : path.substr(2));
  }
  std::string text = full.lexically_normal().string();
  if (text.size() > 1 && text.ends_with('/')) {
    text.pop_back();
  }
  return text;
}

std::string read_spec_file(const std::string& file) {
  std::error_code error;
  if (std::filesystem::is_directory(file, error)) {
    throw unreadable(file, "it is a folder");
  }
  errno = 0;
  std::ifstream stream(file, std::ios::binary);
  if (!stream) {
    throw unreadable(file, std::generic_category().message(errno));
  }
  std::string text;
  std::string block(std::size_t{1} << 16U, '\0');
  while (text.size() <= kJsonSize && stream.good()) {  // read_json refuses what is too large
    stream.read(block.data(), static_cast<std::streamsize>(block.size()));
    text.append(block, 0, static_cast<std::size_t>(stream.gcount()));
  }
  if (stream.bad()) {
    throw unreadable(file, std::generic_category().message(errno));
  }
  return text;
}

}  // namespace tlhost::engine
