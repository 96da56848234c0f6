#pragma once
#include <compare>
#include <cstdint>
#include <string>

namespace tlhost::engine {

/// Names of a cell: one source x target x model x strategy x budget.
struct CellName {
  std::string source, target, model, strategy;
  std::string budget = {};  ///< "25", "all"; "" where the file has no "budgets"
  bool naive = false;       ///< on a split that tears groups apart, beside the cell that does not
  bool operator==(const CellName&) const = default;
};

/// Which division of the target's records a run stands on; counted from 1.
struct Division {
  std::int64_t repeat = 1;  ///< of "repeats"
  std::int64_t fold = 0;    ///< which of "folds" is tested on; 0: a holdout or the publisher's
  auto operator<=>(const Division&) const = default;
};

}  // namespace tlhost::engine
