#include "host/data/limit.hpp"

#include "host/data/random.hpp"
#include "host/data/record_fields.hpp"

#include <tlhost/error.hpp>

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <utility>

namespace tlhost::engine {
namespace {

constexpr std::int32_t kNone = -1;  ///< in place of a class: without a positive label

struct Group {
  std::vector<std::int64_t> rows;
  std::map<std::int32_t, std::int64_t> counts;  ///< records by class
};

using Groups = std::map<std::string_view, Group>;

Groups groups_of(const RecordTable& table, const std::vector<std::int64_t>& rows) {
  Groups groups;
  for (const std::int64_t row : rows) {
    const RecordRow& record = table.rows.at(static_cast<std::size_t>(row));
    Group& group = groups[record.group];
    group.rows.push_back(row);
    for (const std::int32_t label : record.labels) {
      ++group.counts[label];
    }
    if (record.labels.empty()) {
      ++group.counts[kNone];
    }
  }
  return groups;
}

std::vector<const Group*> offered(const Groups& groups, std::uint64_t seed) {
  std::vector<std::pair<std::uint64_t, const Group*>> keyed;
  for (const auto& [name, group] : groups) {
    keyed.emplace_back(stream_key(seed, "limit", {}, name), &group);
  }
  // Groups that drew the same number stay in the order of their names.
  std::stable_sort(
      keyed.begin(), keyed.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<const Group*> order;
  order.reserve(keyed.size());
  for (const auto& item : keyed) {
    order.push_back(item.second);
  }
  return order;
}

void check_classes(const RecordTable& table,
                   const Groups& groups,
                   const std::map<std::int32_t, std::int64_t>& taken,
                   std::int64_t per_class) {
  for (const auto& item : groups) {
    for (const auto& [label, count] : item.second.counts) {
      if (taken.count(label) == 0) {
        const auto place = static_cast<std::size_t>(label);
        const std::string of = label == kNone ? "of records without a positive label"
                                              : "of class '" + table.info.classes.at(place) + "'";
        throw DataError("no group " + of + " fits the limit of " + text_of_number(per_class) +
                        " records of a class: group '" + std::string(item.first) + "' has " +
                        text_of_number(count) +
                        " of it; groups are not cut, so give a larger limit");
      }
    }
  }
}

}  // namespace

std::vector<std::int64_t> limited_rows(const RecordTable& table,
                                       const std::vector<std::int64_t>& rows,
                                       const LimitRequest& request) {
  if (request.per_class <= 0) {
    return rows;
  }
  const Groups groups = groups_of(table, rows);
  std::map<std::int32_t, std::int64_t> taken;
  std::vector<std::int64_t> kept;
  for (const Group* group : offered(groups, request.seed)) {
    const bool fits =
        std::all_of(group->counts.begin(), group->counts.end(), [&](const auto& share) {
          const auto found = taken.find(share.first);
          return (found == taken.end() ? 0 : found->second) + share.second <= request.per_class;
        });
    if (fits) {
      kept.insert(kept.end(), group->rows.begin(), group->rows.end());
      for (const auto& [label, count] : group->counts) {
        taken[label] += count;
      }
    }
  }
  check_classes(table, groups, taken, request.per_class);
  std::sort(kept.begin(), kept.end());
  return kept;
}

}  // namespace tlhost::engine
