#include "host/data/split.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/host/data/table_fixtures.hpp"

#include <tlhost/error.hpp>

#include <algorithm>
#include <set>

using tlhost::ConfigError;
using namespace tlhost::engine;

namespace {

/// 100 records of two classes, in groups of `size`.
RecordTable grouped(int size) {
  RecordTable table;
  table.info.classes = {"a", "b"};
  for (int i = 0; i < 100; ++i) {
    RecordRow row;
    row.id = "r" + std::to_string(i);
    row.group = "g" + std::to_string(i / size);
    row.labels = {(i / size) % 2};
    row.stratum = std::to_string(row.labels[0]);
    table.rows.push_back(row);
  }
  return table;
}

bool shares_group(const RecordTable& table, const Rows& a, const Rows& b) {
  const std::set<std::string> first = groups_of(table, a), second = groups_of(table, b);
  return std::any_of(first.begin(), first.end(), [&](const std::string& group) {
    return second.count(group) > 0;
  });
}

}  // namespace

TEST_CASE("each record is tested in one fold, and what is left is trained and validated on",
          "[data][split][folds]") {
  const RecordTable table = grouped(2);
  std::vector<int> tested(table.rows.size(), 0);
  for (std::int64_t fold = 0; fold < 5; ++fold) {
    const SplitRows parts =
        draw_split(table, {.validation = 0.2, .test_seed = 3, .folds = 5, .test_fold = fold});
    for (const std::int64_t row : parts.test) {
      ++tested[static_cast<std::size_t>(row)];
    }
    CHECK(parts.test.size() == 20);
    CHECK(parts.validation.size() == 20);  // a fifth of all records, not of what is left
    CHECK(parts.train.size() == 60);
    CHECK_FALSE(shares_group(table, parts.train, parts.test));
    CHECK_FALSE(shares_group(table, parts.train, parts.validation));
    CHECK_FALSE(shares_group(table, parts.validation, parts.test));
  }
  CHECK(tested == std::vector<int>(table.rows.size(), 1));
}

TEST_CASE("a naive split tears groups apart and keeps the sizes", "[data][split][naive]") {
  const RecordTable table = grouped(5);
  const SplitRows clean = draw_split(table, {});
  const SplitRows naive = draw_split(table, {.naive = true});
  CHECK_FALSE(shares_group(table, clean.train, clean.test));
  CHECK(shares_group(table, naive.train, naive.test));
  CHECK(naive.test.size() == clean.test.size());
  CHECK_THROWS_AS(draw_split(table, {.official = true, .naive = true}), ConfigError);
}

TEST_CASE("a naive split is of the same records as the clean one, limits included",
          "[data][split][naive]") {
  const RecordTable table = grouped(5);
  const auto all = [&](bool naive) {
    const SplitRows parts =
        draw_split(table, {.naive = naive, .limit = {.per_class = 20, .seed = 1}});
    std::set<std::int64_t> rows(parts.train.begin(), parts.train.end());
    rows.insert(parts.validation.begin(), parts.validation.end());
    rows.insert(parts.test.begin(), parts.test.end());
    return rows;
  };
  CHECK(all(true) == all(false));
  CHECK(all(true).size() == 40);
}

TEST_CASE("budgets cut training and validation, and leave the test part alone",
          "[data][split][budget]") {
  const RecordTable table = grouped(1);
  const SplitRows full = draw_split(table, {.validation = 0.2});
  const SplitRows cut = draw_split(
      table,
      {.validation = 0.2, .budget = {.per_class = 7}, .validation_budget = {.per_class = 3}});
  CHECK(cut.test == full.test);
  CHECK(cut.train.size() == 14);
  CHECK(cut.validation.size() == 6);
  CHECK(std::includes(full.train.begin(), full.train.end(), cut.train.begin(), cut.train.end()));
}
