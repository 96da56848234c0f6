#pragma once
#include "host/data/record_table.hpp"

#include <cstdint>
#include <vector>

namespace tlhost::engine {

/// How rows are divided for cross-validation.
struct FoldsRequest {
  std::int64_t folds = 5;  ///< from 2 on
  std::uint64_t seed = 0;  ///< draws which group is in which
};

/// Divides the rows into folds of about equal size, each row in exactly one: by whole groups,
/// balanced by stratum.  A group's fold depends on the groups, the strata and the seed only, never
/// on the order of rows.  With groups of one row each, the folds' shares of a stratum differ by
/// one row at most.  rows: of the table, every one with a label.
/// Returns: one list a fold, ascending.
/// Errors: DataError naming the class that a fold would have no record of; not where a record has
/// several labels.
std::vector<std::vector<std::int64_t>> draw_folds(const RecordTable& table,
                                                  const std::vector<std::int64_t>& rows,
                                                  const FoldsRequest& request);

}  // namespace tlhost::engine
