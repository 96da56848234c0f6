#pragma once
#include <tlhost/error.hpp>

#include <algorithm>
#include <filesystem>
#include <initializer_list>
#include <string>
#include <system_error>
#include <vector>

namespace tlhost {
inline namespace v1 {

/// Folders directly below root, sorted bytewise; hidden ones and __MACOSX left out.
/// Errors: DataError naming the path if root is not a readable folder.
inline std::vector<std::string> list_folders(const std::string& root) {
  std::error_code error;
  std::vector<std::string> names;
  for (std::filesystem::directory_iterator it(root, error), end; !error && it != end;
       it.increment(error)) {
    const std::string name = it->path().filename().string();
    std::error_code ignored;
    if (name[0] != '.' && name != "__MACOSX" && it->is_directory(ignored)) {
      names.push_back(name);
    }
  }
  if (error) {
    throw DataError(root + ": cannot list this folder: " + error.message());
  }
  std::sort(names.begin(), names.end());
  return names;
}

/// Files below root, relative, '/' separated, sorted bytewise, by ending (".jpg"; case ignored);
/// hidden files and folders and __MACOSX left out.  deep: also in folders below. Errors: DataError
/// naming the path if a folder cannot be read.
inline std::vector<std::string> list_files(const std::string& root,
                                           std::initializer_list<const char*> endings,
                                           bool deep = true) {
  const auto matches = [&endings](std::string name) {
    std::transform(name.begin(), name.end(), name.begin(), [](char c) {
      return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return std::any_of(endings.begin(), endings.end(), [&name](const std::string& ending) {
      return name.size() > ending.size() &&
             name.compare(name.size() - ending.size(), ending.size(), ending) == 0;
    });
  };
  std::error_code error;
  std::vector<std::string> names;
  for (std::filesystem::directory_iterator it(root, error), end; !error && it != end;
       it.increment(error)) {
    const std::string name = it->path().filename().string();
    std::error_code ignored;
    if (name[0] != '.' && !it->is_directory(ignored) && matches(name)) {
      names.push_back(name);
    }
  }
  if (error) {
    throw DataError(root + ": cannot list this folder: " + error.message());
  }
  if (deep) {
    for (const std::string& folder : list_folders(root)) {
      for (const std::string& name : list_files(root + "/" + folder, endings, true)) {
        names.push_back(folder + "/" + name);
      }
    }
  }
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace v1
}  // namespace tlhost
