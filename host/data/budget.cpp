#include "host/data/budget.hpp"

#include "host/data/random.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace tlhost::engine {
namespace {

constexpr std::int32_t kNoLabel = -1;

using Keyed = std::vector<std::pair<std::uint64_t, std::int64_t>>;  ///< number drawn, row

}  // namespace

std::vector<std::int64_t> budget_rows(const RecordTable& table,
                                      const std::vector<std::int64_t>& rows,
                                      const BudgetRequest& request) {
  if (request.per_class <= 0) {
    return rows;
  }
  std::map<std::int32_t, Keyed> classes;
  for (const std::int64_t row : rows) {
    const RecordRow& record = table.rows.at(static_cast<std::size_t>(row));
    const std::uint64_t drawn = stream_key(request.seed, "budget", {}, record.id);
    for (const std::int32_t label : record.labels) {
      classes[label].emplace_back(drawn, row);
    }
    if (record.labels.empty()) {
      classes[kNoLabel].emplace_back(drawn, row);
    }
  }
  std::set<std::int64_t> kept;
  for (auto& item : classes) {
    Keyed& keyed = item.second;
    std::sort(keyed.begin(), keyed.end());  // rows that drew the same number stand by place
    keyed.resize(std::min(keyed.size(), static_cast<std::size_t>(request.per_class)));
    for (const auto& [drawn, row] : keyed) {
      kept.insert(row);
    }
  }
  return {kept.begin(), kept.end()};
}

}  // namespace tlhost::engine
