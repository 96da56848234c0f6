#pragma once
#include "host/data/record_table.hpp"

#include <cstdint>
#include <vector>

namespace tlhost::engine {

/// At most this many records of each class.
struct LimitRequest {
  std::int64_t per_class = 0;  ///< 0: all
  std::uint64_t seed = 0;      ///< draws which
};

/// The rows that a limit leaves, ascending, by whole groups.  Records without a positive label
/// (multilabel) count as a class of their own.  Groups are offered in an order of
/// their names and the seed alone, and taken if no class of theirs comes above the limit: with
/// groups of one record each, a smaller limit takes a part of what a larger one takes. rows: of the
/// table, every one with labels. Errors: DataError if all groups of a class are larger than the
/// limit.
std::vector<std::int64_t> limited_rows(const RecordTable& table,
                                       const std::vector<std::int64_t>& rows,
                                       const LimitRequest& request);

}  // namespace tlhost::engine
