#include "host/data/record_table.hpp"

#include "host/data/record_fields.hpp"
#include "host/store/digest.hpp"

#include <algorithm>
#include <numeric>
#include <stdexcept>

namespace tlhost::engine {
namespace {

std::vector<std::int64_t> all_rows(const RecordTable& table) {
  std::vector<std::int64_t> rows(table.rows.size());
  std::iota(rows.begin(), rows.end(), 0);
  return rows;
}

std::vector<const RecordRow*> by_id(const RecordTable& table,
                                    const std::vector<std::int64_t>& rows) {
  std::vector<const RecordRow*> chosen;
  chosen.reserve(rows.size());
  for (const std::int64_t row : rows) {
    chosen.push_back(&table.rows.at(static_cast<std::size_t>(row)));
  }
  const auto before = [](const RecordRow* a, const RecordRow* b) { return a->id < b->id; };
  std::sort(chosen.begin(), chosen.end(), before);
  const auto same = [](const RecordRow* a, const RecordRow* b) { return a->id == b->id; };
  if (std::adjacent_find(chosen.begin(), chosen.end(), same) != chosen.end()) {
    throw std::logic_error("subset_id: a record is named twice");
  }
  return chosen;
}

}  // namespace

bool is_labelled(const RecordTable& table, const RecordRow& row) {
  return !row.labels.empty() || table.info.labelling == Labelling::multilabel;
}

std::string own_stratum(const RecordRow& row, Labelling labelling) {
  if (labelling != Labelling::multilabel) {
    return labels_text(row.labels);
  }
  return (row.labels.empty() ? "none" : labels_text(row.labels)) +
         (row.unknown.empty() ? "" : "?" + labels_text(row.unknown));
}

std::vector<std::int8_t> label_truth(const RecordRow& row, std::size_t classes) {
  std::vector<std::int8_t> truth(classes, 0);
  for (const std::int32_t label : row.labels) {
    truth.at(static_cast<std::size_t>(label)) = 1;
  }
  for (const std::int32_t label : row.unknown) {
    truth.at(static_cast<std::size_t>(label)) = -1;
  }
  return truth;
}

std::string subset_id(const RecordTable& table, const std::vector<std::int64_t>& rows) {
  Sha256 sha;
  for (const RecordRow* row : by_id(table, rows)) {
    sha.add(escape_field(row->id) + '\t' + row->sha256 + '\t' + labels_text(row->labels) +
            (row->unknown.empty() ? "" : "?" + labels_text(row->unknown)) + '\n');
  }
  return sha.hex();
}

std::string images_id(const RecordTable& table) {
  Sha256 sha;
  for (const RecordRow* row : by_id(table, all_rows(table))) {
    sha.add(escape_field(row->id) + '\t' + row->sha256 + '\n');
  }
  return sha.hex();
}

}  // namespace tlhost::engine
