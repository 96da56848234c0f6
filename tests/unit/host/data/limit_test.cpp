#include "host/data/limit.hpp"

#include "tests/support/catch.hpp"

#include <tlhost/error.hpp>

#include <algorithm>
#include <map>
#include <set>
#include <string>

using Catch::Matchers::Contains;
using tlhost::DataError;
using namespace tlhost::engine;

namespace {

using Rows = std::vector<std::int64_t>;

/// `count` records of each of three classes, in groups of `size`.
RecordTable table_of(int count, int size) {
  RecordTable table;
  table.info.classes = {"a", "b", "c"};
  for (std::int32_t label = 0; label < 3; ++label) {
    for (int i = 0; i < count; ++i) {
      RecordRow row;
      row.id = table.info.classes[static_cast<std::size_t>(label)] + std::to_string(i);
      row.group = row.id.substr(0, 1) + std::to_string(i / size);
      row.stratum = "all";
      row.labels = {label};
      table.rows.push_back(row);
    }
  }
  return table;
}

Rows all_of(const RecordTable& table) {
  Rows rows;
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    rows.push_back(static_cast<std::int64_t>(i));
  }
  return rows;
}

Rows limited(const RecordTable& table, std::int64_t per_class, std::uint64_t seed = 0) {
  return limited_rows(table, all_of(table), {per_class, seed});
}

std::map<std::int32_t, int> counts(const RecordTable& table, const Rows& rows) {
  std::map<std::int32_t, int> counts;
  for (const std::int64_t row : rows) {
    for (const std::int32_t label : table.rows[static_cast<std::size_t>(row)].labels) {
      ++counts[label];
    }
  }
  return counts;
}

std::set<std::string> ids(const RecordTable& table, const Rows& rows) {
  std::set<std::string> ids;
  for (const std::int64_t row : rows) {
    ids.insert(table.rows[static_cast<std::size_t>(row)].id);
  }
  return ids;
}

}  // namespace

TEST_CASE("a limit of 0, and one that no class reaches, leave every row", "[data][limit]") {
  const RecordTable table = table_of(10, 1);
  CHECK(limited(table, 0) == all_of(table));
  CHECK(limited(table, 10) == all_of(table));
  CHECK(limited(table, 1000) == all_of(table));
}

TEST_CASE("each class has as many records as the limit says, ascending", "[data][limit]") {
  const RecordTable table = table_of(40, 1);
  const Rows rows = limited(table, 7);
  CHECK(counts(table, rows) == std::map<std::int32_t, int>{{0, 7}, {1, 7}, {2, 7}});
  CHECK(std::is_sorted(rows.begin(), rows.end()));
}

TEST_CASE("a smaller limit takes a part of what a larger one takes", "[data][limit]") {
  const RecordTable table = table_of(60, 1);
  for (const std::uint64_t seed : {0, 1, 2}) {
    const auto small = ids(table, limited(table, 10, seed)),
               large = ids(table, limited(table, 25, seed));
    CHECK(std::includes(large.begin(), large.end(), small.begin(), small.end()));
  }
}

TEST_CASE("the seed decides which, and the order of rows does not", "[data][limit]") {
  RecordTable table = table_of(60, 1);
  const auto first = ids(table, limited(table, 10, 0));
  CHECK(first != ids(table, limited(table, 10, 1)));
  std::reverse(table.rows.begin(), table.rows.end());
  CHECK(ids(table, limited(table, 10, 0)) == first);
  table.rows.insert(table.rows.begin(), table.rows[7]);  // one more record of a known group
  CHECK(counts(table, limited(table, 10, 0)).at(0) <= 10);
}

TEST_CASE("groups are taken whole, and no class comes above the limit", "[data][limit]") {
  RecordTable table = table_of(40, 4);
  table.rows[0].labels = {0, 1};  // a group of two classes
  for (const std::int64_t limit : {4, 7, 8, 21}) {
    const Rows rows = limited(table, limit);
    const auto kept = counts(table, rows);
    for (const auto& [label, count] : kept) {
      INFO("limit " << limit << ", class " << label);
      CHECK(count <= limit);
      CHECK(count > limit - 4);
    }
    std::map<std::string, int> groups;
    for (const std::int64_t row : rows) {
      ++groups[table.rows[static_cast<std::size_t>(row)].group];
    }
    for (const auto& [name, count] : groups) {
      CHECK(count == 4);
    }
  }
}

TEST_CASE("a class all of whose groups are above the limit is an error that names it",
          "[data][limit]") {
  const RecordTable table = table_of(40, 4);
  CHECK_THROWS_AS(limited(table, 3), DataError);
  CHECK_THROWS_WITH(limited(table, 3),
                    Contains("no group of class 'a' fits the limit of 3") &&
                        Contains("group 'a0' has 4 of it") && Contains("larger limit"));
}
