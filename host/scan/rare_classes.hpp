#pragma once
#include "host/data/record_table.hpp"

#include <string>
#include <vector>

namespace tlhost::engine {

/// A sentence for each class whose records are all of one group: it is learnt and never tested.
/// Classes without records are left to the split, which refuses them.
std::vector<std::string> rare_class_sentences(const RecordTable& table);

}  // namespace tlhost::engine
