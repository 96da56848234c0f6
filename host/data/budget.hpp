#pragma once
#include "host/data/record_table.hpp"

#include <cstdint>
#include <vector>

namespace tlhost::engine {

/// How many labelled records of each class may be learnt from.
struct BudgetRequest {
  std::int64_t per_class = 0;  ///< 0: all
  std::uint64_t seed = 0;      ///< draws which
};

/// The rows that a budget leaves, ascending: of each class those that come first in an order of
/// their ids and the seed alone, all of a class that has fewer.  So a smaller budget takes a part
/// of what a larger one takes.  Groups are cut: none of them is held out here.  A record of several
/// labels stays if one of them keeps it; those without a label count as a class of their own.
/// rows: of the table.
std::vector<std::int64_t> budget_rows(const RecordTable& table,
                                      const std::vector<std::int64_t>& rows,
                                      const BudgetRequest& request);

}  // namespace tlhost::engine
