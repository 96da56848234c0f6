#pragma once
#include <string>
#include <vector>

namespace tlhost::engine {

/// A file of templates/: "common/CMakeLists.txt" with its words still to be replaced.
struct Template {
  std::string path, text;
};

/// In the order of their paths.  Made from the files at build time (embed.cmake).
const std::vector<Template>& templates();
/// "datasets/phantom": the plugins of this tree.
const std::vector<std::string>& shipped_components();
/// "0.9": what a project asks find_package() for.
std::string sdk_version();

}  // namespace tlhost::engine
