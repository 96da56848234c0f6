#pragma once
#include <string>
#include <vector>

namespace tlhost::engine {

/// How a library is tied to others, read from its file.
struct Linkage {
  std::string problem;                ///< why it cannot be read; "" if it can
  std::vector<std::string> exports;   ///< symbols that others may use, sorted
  std::vector<std::string> run_path;  ///< folders of RPATH and RUNPATH, in order
};

/// Reads the tables of symbols and of the dynamic section with bounds checks; never loads anything.
Linkage read_linkage(const std::string& path);

}  // namespace tlhost::engine
