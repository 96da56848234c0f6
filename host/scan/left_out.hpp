#pragma once
#include "host/data/record_table.hpp"

#include <string>
#include <vector>

namespace tlhost::engine {

/// What a reader must know of what is not in the table, in sentences: how many files the dataset
/// left out itself, how many bad samples of which classes, and, alone, whether any of these is in
/// the publisher's test part.  Empty if nothing is left out.
std::vector<std::string> left_out_sentences(const RecordTable& table);

/// Each item in words, bad samples first; of many the first `most`, and then how many more.
std::vector<std::string> left_out_items(const RecordTable& table, std::size_t most);

}  // namespace tlhost::engine
