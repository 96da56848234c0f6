#pragma once
#include <tlhost/error.hpp>
#include <tlhost/table.hpp>

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

/// Whether a name ends like an image that the host decodes.
inline bool is_image(const std::string& name) {
  std::string ending = std::filesystem::path(name).extension().string();
  std::transform(ending.begin(), ending.end(), ending.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return ending == ".jpg" || ending == ".jpeg" || ending == ".png";
}

namespace detail {

/// The error of a search: all that was tried, and what lies there instead.
inline DataError nothing_found(const std::string& root,
                               const char* kind,
                               std::initializer_list<const char*> candidates) {
  constexpr std::size_t kMost = 8;
  std::string text = root + ": no " + kind;
  for (const std::string candidate : candidates) {
    text += (candidate == *candidates.begin() ? " \"" : ", \"") + candidate + "\"";
  }
  std::vector<std::string> here = list_folders(root);
  for (const std::string& file : list_files(root, {""}, false)) {
    here.push_back(file);
  }
  text += here.empty() ? "; the folder is empty" : "; there is";
  for (std::size_t i = 0; i < here.size() && i < kMost; ++i) {
    text += (i == 0 ? " \"" : ", \"") + here[i] + "\"";
  }
  const bool more = here.size() > kMost;
  return DataError(text + (more ? " and " + std::to_string(here.size() - kMost) + " more" : ""));
}

}  // namespace detail

/// root/candidate, the first that is a folder (archives nest); "." is root itself.
/// Errors: DataError that names all that were tried and what lies there instead.
inline std::string find_folder(const std::string& root,
                               std::initializer_list<const char*> candidates) {
  for (const std::string candidate : candidates) {
    std::string place = root + (candidate == "." ? "" : "/" + candidate);
    std::error_code ignored;
    if (std::filesystem::is_directory(place, ignored)) {
      return place;
    }
  }
  throw detail::nothing_found(root, "folder", candidates);
}

/// The same for a file.
inline std::string find_file(const std::string& root,
                             std::initializer_list<const char*> candidates) {
  for (const std::string candidate : candidates) {
    std::string place = root + "/" + candidate;
    std::error_code ignored;
    if (std::filesystem::is_regular_file(place, ignored)) {
      return place;
    }
  }
  throw detail::nothing_found(root, "file", candidates);
}

}  // namespace v1
}  // namespace tlhost
