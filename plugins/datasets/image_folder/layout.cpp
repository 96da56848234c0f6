#include "layout.hpp"

#include <tlhost/error.hpp>
#include <tlhost/files.hpp>

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <map>
#include <set>
#include <system_error>

namespace tlhost {
namespace image_folder {
namespace {

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return text;
}

/// The part that a folder of this name stands for; unspecified: it is a class.
Split part_of(const std::string& folder) {
  static const std::map<std::string, Split> kParts = {{"train", Split::train},
                                                      {"training", Split::train},
                                                      {"validation", Split::validation},
                                                      {"val", Split::validation},
                                                      {"valid", Split::validation},
                                                      {"test", Split::test},
                                                      {"testing", Split::test}};
  const auto found = kParts.find(lower(folder));
  return found == kParts.end() ? Split::unspecified : found->second;
}

/// The part folders below root; none if its folders are classes.
std::map<Split, std::string> find_parts(const std::string& root) {
  std::map<Split, std::string> parts;
  std::vector<std::string> others;
  for (const std::string& folder : list_folders(root)) {
    const Split part = part_of(folder);
    if (part == Split::unspecified) {
      others.push_back(folder);
    } else if (!parts.emplace(part, folder).second) {
      throw DataError(root + ": folders \"" + parts[part] + "\" and \"" + folder + "\" are both " +
                      word(part) + " parts; expected one");
    }
  }
  if (!parts.empty() && !others.empty()) {
    throw DataError(root + ": beside the part folder \"" + parts.begin()->second + "\" there is " +
                    listed(others) + "; expected part folders only, or class folders only");
  }
  return parts;
}

/// Files directly in a folder that should hold folders only: reported, but an image is an error, as
/// it has no class.
void check_loose_files(const std::string& path, const std::string& prefix, Records& out) {
  for (const std::string& name : list_files(path, {""}, false)) {
    if (is_image(name)) {
      throw DataError(path + "/" + name + ": this image lies in no class folder");
    }
    if (!is_litter(name)) {
      out.skip(prefix + name, "lies in no class folder");
    }
  }
}

}  // namespace

const char* word(Split part) {
  switch (part) {
    case Split::train:
      return "training";
    case Split::validation:
      return "validation";
    case Split::test:
      return "test";
    default:
      return "only";
  }
}

std::string listed(const std::vector<std::string>& names) {
  constexpr std::size_t kMost = 8;
  std::string text;
  for (std::size_t i = 0; i < names.size() && i < kMost; ++i) {
    text += (i == 0 ? "\"" : ", \"") + names[i] + "\"";
  }
  if (names.size() > kMost) {
    text += " and " + std::to_string(names.size() - kMost) + " more";
  }
  return text;
}

bool is_image(const std::string& name) {
  const std::string ending = lower(std::filesystem::path(name).extension().string());
  return ending == ".jpg" || ending == ".jpeg" || ending == ".png";
}

bool is_litter(const std::string& name) {
  const std::string file = lower(std::filesystem::path(name).filename().string());
  return file == "thumbs.db" || file == "desktop.ini";
}

std::vector<Tree> find_trees(const std::string& root, Context& context, Records& out) {
  std::error_code error;
  if (!std::filesystem::exists(root, error)) {
    throw DataError(root + ": no such folder");
  }
  if (!std::filesystem::is_directory(root, error)) {
    throw DataError(root + ": this is a file; expected a folder of class folders");
  }
  const std::map<Split, std::string> parts = find_parts(root);
  const std::vector<std::string> folders = list_folders(root);
  if (!folders.empty()) {
    check_loose_files(root, "", out);
  }
  if (parts.empty()) {
    return {{"", Split::unspecified, folders}};
  }
  std::vector<Tree> trees;
  std::string found;
  for (const auto& [part, folder] : parts) {
    const std::string path = root + "/" + folder;
    check_loose_files(path, folder + "/", out);
    trees.push_back({folder + "/", part, list_folders(path)});
    if (trees.back().classes.empty()) {
      throw DataError(path + ": no class folder in the " + word(part) +
                      " part; fill it or remove it");
    }
    found += (found.empty() ? "\"" : ", \"") + folder + "\" (" + word(part) + ")";
  }
  context.log(Level::info, "parts found: " + found);
  return trees;
}

std::vector<std::string> class_names(const std::string& root, const std::vector<Tree>& trees) {
  std::set<std::string> names;
  for (const Tree& tree : trees) {
    names.insert(tree.classes.begin(), tree.classes.end());
  }
  std::map<std::string, std::string> spelt;
  for (const std::string& name : names) {
    const auto [known, is_new] = spelt.emplace(lower(name), name);
    if (!is_new) {
      throw DataError(root + ": class folders \"" + known->second + "\" and \"" + name +
                      "\" differ only in case; give them one name");
    }
  }
  if (names.size() < 2) {
    const std::string only =
        names.empty() ? "no class folder" : "one class folder, " + listed({*names.begin()});
    std::vector<std::string> here = list_folders(root);
    const std::vector<std::string> files = list_files(root, {""}, false);
    here.insert(here.end(), files.begin(), files.end());
    throw DataError(root + ": " + only + "; expected two or more.  " +
                    (here.empty() ? "The folder is empty" : "The folder holds " + listed(here)));
  }
  return {names.begin(), names.end()};
}

}  // namespace image_folder
}  // namespace tlhost
