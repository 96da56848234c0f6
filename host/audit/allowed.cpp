#include "host/audit/allowed.hpp"

#include "host/log/problem.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

namespace tlhost::engine {
namespace {

/// Names of datasets have no "/", ids may.  Rows are sorted by id.
std::optional<DatasetRow> row_of(const std::string& record, const Scans& scans) {
  const std::size_t slash = record.find('/');
  const std::string dataset = record.substr(0, slash), id = record.substr(slash + 1);
  for (std::size_t i = 0; i < scans.datasets.size(); ++i) {
    const std::vector<RecordRow>& rows = scans.datasets[i].table.rows;
    const auto found = std::lower_bound(
        rows.begin(), rows.end(), id, [](const RecordRow& row, const std::string& wanted) {
          return row.id < wanted;
        });
    if (scans.datasets[i].name == dataset && found != rows.end() && found->id == id) {
      return DatasetRow{i, found - rows.begin()};
    }
  }
  return std::nullopt;
}

}  // namespace

std::set<DatasetRow> allowed_rows(const AuditRule& rule, const Scans& scans) {
  std::set<DatasetRow> rows;
  std::vector<Problem> problems;
  for (const AllowedRecord& allowed : rule.allow) {
    if (const auto row = row_of(allowed.record, scans)) {
      rows.insert(*row);
    } else {
      problems.push_back({"AUDIT-ALLOW",
                          allowed.record,
                          "there is no such record in the datasets of this experiment",
                          allowed.place.pointer,
                          "write DATASET/ID as tlhost audit prints it, or remove it"});
    }
  }
  if (!problems.empty()) {
    throw Refusal(Exit::usage, problems);
  }
  return rows;
}

}  // namespace tlhost::engine
