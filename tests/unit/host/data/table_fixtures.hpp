#pragma once
#include "host/data/record_table.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

// Tables of records for tests of splits and folds, and what stands in their parts.

namespace tlhost::engine {

using Rows = std::vector<std::int64_t>;

inline RecordRow row(const std::string& id, const std::string& group, std::int32_t label) {
  RecordRow row;
  row.id = id;
  row.group = group;
  row.labels = {label};
  row.stratum = std::to_string(label);
  return row;
}

inline RecordTable table_of(std::int32_t classes) {
  RecordTable table;
  for (std::int32_t i = 0; i < classes; ++i) {
    table.info.classes.push_back("class " + std::to_string(i));
  }
  return table;
}

/// rows_a_class[i] rows of class i, each a group of its own.
inline RecordTable single_rows(const std::vector<int>& rows_a_class) {
  RecordTable table = table_of(static_cast<std::int32_t>(rows_a_class.size()));
  for (std::size_t label = 0; label < rows_a_class.size(); ++label) {
    for (int i = 0; i < rows_a_class[label]; ++i) {
      const std::string id = "r" + std::to_string(label) + "-" + std::to_string(i);
      table.rows.push_back(row(id, id, static_cast<std::int32_t>(label)));
    }
  }
  return table;
}

inline std::set<std::string> groups_of(const RecordTable& table, const Rows& rows) {
  std::set<std::string> groups;
  for (const std::int64_t index : rows) {
    groups.insert(table.rows[static_cast<std::size_t>(index)].group);
  }
  return groups;
}

inline std::map<std::string, int> strata(const RecordTable& table, const Rows& rows) {
  std::map<std::string, int> counts;
  for (const std::int64_t index : rows) {
    ++counts[table.rows[static_cast<std::size_t>(index)].stratum];
  }
  return counts;
}

inline Rows labelled(const RecordTable& table) {
  Rows rows;
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    if (!table.rows[i].labels.empty()) {
      rows.push_back(static_cast<std::int64_t>(i));
    }
  }
  return rows;
}

}  // namespace tlhost::engine
