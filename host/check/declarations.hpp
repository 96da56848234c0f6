#pragma once
#include "host/catalog/catalog.hpp"

#include <tlhost/abi.h>

#include <string>
#include <vector>

namespace tlhost::engine {

/// A parameter as the plugin's library spells it, sound or not.
struct DeclaredParameter {
  std::string name, unit, doc;
  std::uint32_t type = 0, flags = 0;
  double min = 0, max = 0;
  std::string problem;  ///< why the host cannot make anything of it; "" if it can
};

struct DeclaredComponent {
  std::string interface_id, name, summary;
  bool has_functions = false;
  std::vector<DeclaredParameter> parameters;
};

/// What a library says of itself, taken down without judging: Library refuses what is not sound.
struct Declarations {
  std::string problem;  ///< what its function reported; "" if it did not fail
  std::vector<DeclaredComponent> components;
  std::string text;  ///< all of it, defaults and choices included: equal texts, equal declarations
};

/// The descriptor of a library, which is loaded (RTLD_NOW | RTLD_LOCAL) and stays so.  path:
/// absolute, or the system would look for it in its own folders.
/// Errors: std::runtime_error with the loader's words.
const tlhost_plugin& open_plugin(const std::string& path);

/// Calls the plugin's function once.
Declarations declarations_of(const tlhost_plugin& plugin);

}  // namespace tlhost::engine
