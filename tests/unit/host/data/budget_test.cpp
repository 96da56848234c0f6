#include "host/data/budget.hpp"

#include "tests/support/catch.hpp"

#include <algorithm>
#include <map>
#include <numeric>
#include <set>
#include <string>

using namespace tlhost::engine;

namespace {

using Rows = std::vector<std::int64_t>;

/// 30 records of class 0, 12 of class 1; every third of class 0 also has class 1 if mixed.
RecordTable table_of(bool mixed = false) {
  RecordTable table;
  table.info.classes = {"a", "b"};
  for (int i = 0; i < 42; ++i) {
    RecordRow row;
    row.id = "r" + std::to_string(i);
    row.group = "g" + std::to_string(i / 4);
    row.labels = {i < 30 ? 0 : 1};
    if (mixed && i < 30 && i % 3 == 0) {
      row.labels = {0, 1};
    }
    table.rows.push_back(row);
  }
  return table;
}

Rows budgeted(const RecordTable& table, std::int64_t per_class, std::uint64_t seed = 0) {
  Rows rows(table.rows.size());
  std::iota(rows.begin(), rows.end(), 0);
  return budget_rows(table, rows, {per_class, seed});
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

}  // namespace

TEST_CASE("a budget leaves so many records of each class, all of a class that has fewer",
          "[data][budget]") {
  const RecordTable table = table_of();
  CHECK(counts(table, budgeted(table, 10)) == std::map<std::int32_t, int>{{0, 10}, {1, 10}});
  CHECK(counts(table, budgeted(table, 20)) == std::map<std::int32_t, int>{{0, 20}, {1, 12}});
  CHECK(budgeted(table, 0).size() == 42);
  CHECK(budgeted(table, 100).size() == 42);
}

TEST_CASE("a smaller budget takes a part of what a larger one takes", "[data][budget]") {
  for (const bool mixed : {false, true}) {
    const RecordTable table = table_of(mixed);
    Rows smaller;
    for (std::int64_t per_class = 1; per_class <= 30; ++per_class) {
      const Rows larger = budgeted(table, per_class);
      CHECK(std::includes(larger.begin(), larger.end(), smaller.begin(), smaller.end()));
      for (const auto& [label, count] : counts(table, larger)) {
        CHECK(count >= std::min<std::int64_t>(per_class, label == 0 ? 30 : 12));
      }
      smaller = larger;
    }
  }
}

TEST_CASE("which records a budget takes hangs on the seed, not on the order of rows",
          "[data][budget]") {
  RecordTable table = table_of();
  const auto ids = [](const RecordTable& of, const Rows& rows) {
    std::set<std::string> ids;
    for (const std::int64_t row : rows) {
      ids.insert(of.rows[static_cast<std::size_t>(row)].id);
    }
    return ids;
  };
  const auto before = ids(table, budgeted(table, 5));
  CHECK(ids(table, budgeted(table, 5, 1)) != before);
  std::reverse(table.rows.begin(), table.rows.end());
  CHECK(ids(table, budgeted(table, 5)) == before);
}

TEST_CASE("records without a label count as a class of their own", "[data][budget]") {
  RecordTable table = table_of();
  for (std::size_t i = 0; i < 8; ++i) {
    table.rows[i].labels.clear();
  }
  CHECK(budgeted(table, 5).size() == 15);
}
