#pragma once
#include "host/data/record_table.hpp"

#include <optional>
#include <string>
#include <vector>

namespace tlhost::engine {

/// A class and what it is called from now on.
struct LabelChange {
  std::string from;
  std::optional<std::string> to;  ///< nothing: its records lose the label
};

/// The table under other names of classes.  All changes happen at once; classes of one name are one
/// class; classes that no change names stay; the new classes are sorted by name.  A record whose
/// class is dropped stays in the table without label, so that rows, groups and images are what they
/// were.  Multilabel: a class that is dropped is asked of no record; of classes that are one, one
/// that is there decides.  Ordinal classes whose order is another one are no longer ordinal.  Where
/// the strata are the labels, they are the new ones.  Threads: pure.
/// Errors: DataError if a change names no class of the table, or less than two classes remain.
RecordTable relabelled(RecordTable table, const std::vector<LabelChange>& changes);

}  // namespace tlhost::engine
