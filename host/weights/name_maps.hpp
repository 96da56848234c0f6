#pragma once
#include <string>
#include <vector>

namespace tlhost::engine {

/// How a name of another library is written here.
struct NameRule {
  std::string pattern;      ///< ECMAScript regular expression over the whole name
  std::string replacement;  ///< with $1, $2, ... for its groups
};

/// The names of one architecture in another library, as data.
struct NameMap {
  std::string library;  ///< "timm's ViT", for reports
  std::string sign;     ///< a name that files of it have, and those of other maps have not
  std::vector<NameRule> rules;
};

/// All that are known.  Names here are torchvision's.
std::vector<NameMap> name_maps();

/// Names under the map's first rule that fits; a name that no rule fits stays.
std::vector<std::string> renamed(const NameMap& map, const std::vector<std::string>& names);

}  // namespace tlhost::engine
