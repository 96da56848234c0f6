#pragma once
#include "host/catalog/component.hpp"
#include "host/data/record_table.hpp"

#include <string>
#include <vector>

namespace tlhost::engine {

/// What a dataset plugin listed: rows without bytes, hashes and sizes of images; the root is kept
/// beside.
struct Listing {
  RecordTable table;
  std::string root;           ///< free of links; "" where the dataset has none
  bool follow_links = false;  ///< may files be links that lead out of the root?
  std::vector<Record>
      records;  ///< as the plugin made them, in the table's order: what image() is asked with
};

/// Calls Dataset::index and checks what it said: ids unique, labels within the classes, two classes
/// at least, group_is set, one label a record (multilabel: any number, each once), attributes in
/// order, files below the root. Errors: DataError with all contradictions (the first 20).
Listing list_records(Dataset& dataset, const std::string& component, Context& context);

}  // namespace tlhost::engine
