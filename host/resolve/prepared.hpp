#pragma once
#include "host/catalog/component.hpp"

#include <string>
#include <vector>

namespace tlhost::engine {

/// A component of the plugin, and what a verb makes it with.
struct Prepared {
  Kind kind = Kind::dataset;
  std::string name;
  Arguments arguments;                 ///< defaults, and what the file gives
  std::vector<std::string> not_given;  ///< required parameters without a value

  std::string label() const { return std::string(table_of(kind)) + "/" + name; }
};

/// Components by kind, in the plugin's order.  file: {"datasets/name": {parameter: value}},
/// relative paths relative to it; "": defaults only. Errors: Refusal(usage) with all that is wrong
/// with the file: CHECK-CONFIG, COMPONENT-UNKNOWN, and what an experiment file's entries are
/// refused for.
std::vector<Prepared> prepare(const PluginFacts& plugin, const std::string& file);

}  // namespace tlhost::engine
