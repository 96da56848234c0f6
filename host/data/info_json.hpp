#pragma once
#include "host/data/record_table.hpp"

#include <string>
#include <string_view>

namespace tlhost::engine {

/// "multiclass" | "multilabel" | "ordinal"; in keys.
std::string_view word_of(Labelling labelling);

/// The table of an info.json, still without rows.  Errors: DataError naming the key and what was
/// expected.
RecordTable info_from_json(const std::string& text);

}  // namespace tlhost::engine
