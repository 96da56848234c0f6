#pragma once
#include <tlhost/context.hpp>
#include <tlhost/record.hpp>

#include <string>
#include <vector>

namespace tlhost {
namespace image_folder {

/// A folder whose folders are classes.
struct Tree {
  std::string prefix;  ///< below root: "" or "train/"
  Split part = Split::unspecified;
  std::vector<std::string> classes;  ///< folder names, sorted
};

/// Root itself, or the part folders below it.  Other files beside the classes are reported as
/// skipped, and the parts that were found in the log. Errors: DataError if root is no folder, or
/// parts and classes are mixed, or an image lies in no class.
std::vector<Tree> find_trees(const std::string& root, Context& context, Records& out);

/// Sorted union of the trees' class folders.
/// Errors: DataError if there are fewer than two, or two that differ only in case.
std::vector<std::string> class_names(const std::string& root, const std::vector<Tree>& trees);

/// For messages: "training", "validation", "test", or "only" without parts.
const char* word(Split part);

/// For messages: quoted and joined by commas; of many, the first.
std::string listed(const std::vector<std::string>& names);

/// Whether the host can decode a file of this name.
bool is_image(const std::string& name);

/// Whether a file of this name is what file browsers leave behind.  Hidden files are never listed.
bool is_litter(const std::string& name);

}  // namespace image_folder
}  // namespace tlhost
