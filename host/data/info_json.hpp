#pragma once
#include "host/data/record_table.hpp"

#include <string>

namespace tlhost::engine {

/// The table of an info.json, still without rows.  Errors: DataError naming the key and what was
/// expected.
RecordTable info_from_json(const std::string& text);

}  // namespace tlhost::engine
