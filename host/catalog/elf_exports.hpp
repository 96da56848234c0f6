#pragma once
#include <string>
#include <vector>

namespace tlhost::engine {

/// The symbols that a library offers to others.
struct ElfExports {
  bool readable = false;           ///< its tables of symbols are in order
  bool more = false;               ///< there are more than `names` holds
  std::vector<std::string> names;  ///< sorted
};

/// Reads the hash table and the symbols that it leads to, with bounds checks.  Never loads
/// anything. path: a file that read_elf has found in order.
ElfExports read_exports(const std::string& path);

}  // namespace tlhost::engine
