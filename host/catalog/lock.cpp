#include "host/catalog/lock.hpp"

#include "host/log/problem.hpp"
#include "host/store/digest.hpp"

#include <tlhost/error.hpp>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <system_error>

namespace tlhost::engine {
namespace {

constexpr std::size_t kDigits = 64;
constexpr std::size_t kPathAt = kDigits + 2;  // two characters: a blank, and a blank or '*'

Refusal refuse(const std::string& where, const std::string& what) {
  return {Exit::usage,
          Problem{.code = "PLUGINS-LOCK",
                  .where = where,
                  .what = what,
                  .fix = "write it again: sha256sum */*.so > plugins.lock, in that folder"}};
}

/// The path in the spelling of the search; "" if it leaves the folder.
std::string below_folder(const std::string& path) {
  const std::filesystem::path normal = std::filesystem::path(path).lexically_normal();
  return path.empty() || normal.is_absolute() || *normal.begin() == ".." || normal == "."
             ? ""
             : normal.string();
}

void add_line(const std::string& line, const std::string& where, PluginLock& lock) {
  std::string hash = line.substr(0, kDigits);
  std::transform(hash.begin(), hash.end(), hash.begin(), [](unsigned char c) {
    return static_cast<char>(std::tolower(c));
  });
  const bool form = line.size() > kPathAt && is_sha256(hash) && line[kDigits] == ' ' &&
                    (line[kDigits + 1] == ' ' || line[kDigits + 1] == '*');
  if (!form) {
    throw refuse(where, "expected a line of sha256sum: 64 hex digits, two blanks, a path");
  }
  const std::string path = below_folder(line.substr(kPathAt));
  if (path.empty()) {
    throw refuse(where, "\"" + line.substr(kPathAt) + "\" is no file below the folder of the lock");
  }
  if (!lock.emplace(path, hash).second) {
    throw refuse(where, "\"" + path + "\" stands twice");
  }
}

}  // namespace

std::optional<PluginLock> read_lock(const std::string& folder) {
  const std::string file = (std::filesystem::path(folder) / kLockName).string();
  std::error_code error;
  const auto kind = std::filesystem::symlink_status(file, error).type();
  if (kind == std::filesystem::file_type::not_found) {
    return std::nullopt;
  }
  std::ifstream stream(file);
  if (!std::filesystem::is_regular_file(file, error) || !stream) {
    throw refuse(file, "it cannot be read, so no plugin of the folder can be compared with it");
  }
  PluginLock lock;
  int number = 0;
  for (std::string line; std::getline(stream, line);) {
    add_line(line, file + ":" + std::to_string(++number), lock);
  }
  if (stream.bad()) {
    throw refuse(file, "it cannot be read to its end");
  }
  return lock;
}

std::string lock_problem(const PluginLock& lock,
                         const std::string& folder,
                         const std::string& file) {
  const std::string path =
      std::filesystem::path(file).lexically_relative(folder).lexically_normal().string();
  const auto listed = lock.find(path);
  if (listed == lock.end()) {
    return std::string(kLockName) + " of " + folder + " does not list it";
  }
  std::string hash;
  try {
    hash = sha256_file(file);
  } catch (const DataError& error) {
    return error.what();
  }
  return hash == listed->second
             ? ""
             : std::string(kLockName) + " of " + folder + " lists SHA-256 " +
                   listed->second.substr(0, 12) + "..., the file has " + hash.substr(0, 12) + "...";
}

}  // namespace tlhost::engine
