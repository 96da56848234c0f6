#pragma once
#include <string>

namespace tlhost::engine {

/// Names of a cell: one source x target x model x strategy.
struct CellName {
  std::string source, target, model, strategy;
  bool operator==(const CellName&) const = default;
};

}  // namespace tlhost::engine
