#pragma once
#include <tlhost/record.hpp>
#include <tlhost/table.hpp>

#include <cstddef>
#include <map>
#include <string>

namespace tlhost {

/// What the optional column "split" of a table says of a row; any other word is refused there.
inline Split split_of(const Table& table, std::size_t row) {
  static const std::map<std::string, Split> kWords = {{"", Split::unspecified},
                                                      {"train", Split::train},
                                                      {"validation", Split::validation},
                                                      {"test", Split::test}};
  const auto word = kWords.find(table.or_else(row, "split", ""));
  if (word == kWords.end()) {
    table.refuse(row, "split", "train, validation, test or nothing");
  }
  return word->second;
}

}  // namespace tlhost
