#include "host/data/folds.hpp"

#include "host/data/random.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/host/data/table_fixtures.hpp"

#include <tlhost/error.hpp>

#include <algorithm>
#include <map>
#include <numeric>
#include <set>

using Catch::Matchers::Contains;
using tlhost::DataError;
using namespace tlhost::engine;

namespace {

Rows all_of(const RecordTable& table) {
  Rows rows(table.rows.size());
  std::iota(rows.begin(), rows.end(), 0);
  return rows;
}

std::vector<Rows> folds_of(const RecordTable& table, std::int64_t folds, std::uint64_t seed = 0) {
  return draw_folds(table, all_of(table), {folds, seed});
}

}  // namespace

TEST_CASE("folds divide the rows: each is in exactly one", "[data][folds]") {
  const RecordTable table = single_rows({37, 20, 6});
  Rows together;
  for (const Rows& fold : folds_of(table, 5)) {
    CHECK(std::is_sorted(fold.begin(), fold.end()));
    together.insert(together.end(), fold.begin(), fold.end());
  }
  std::sort(together.begin(), together.end());
  CHECK(together == all_of(table));
}

TEST_CASE("single records: folds differ by one row of a stratum at most, and by few in all",
          "[data][folds]") {
  const RecordTable table = single_rows({37, 20, 6});
  std::map<std::int32_t, std::pair<int, int>> range;
  std::set<std::size_t> sizes;
  for (const Rows& fold : folds_of(table, 5)) {
    std::map<std::int32_t, int> counts;
    for (const std::int64_t row : fold) {
      ++counts[table.rows[static_cast<std::size_t>(row)].labels[0]];
    }
    sizes.insert(fold.size());
    for (const auto& [label, count] : counts) {
      auto [at, fresh] = range.try_emplace(label, count, count);
      at->second = {std::min(at->second.first, count), std::max(at->second.second, count)};
    }
  }
  for (const auto& item : range) {
    CHECK(item.second.second - item.second.first <= 1);
  }
  CHECK(*sizes.rbegin() - *sizes.begin() <= 2);
}

TEST_CASE("a group is in one fold, and random groups are balanced", "[data][folds]") {
  Stream stream(1, "folds test");
  for (int round = 0; round < 50; ++round) {
    RecordTable table;
    table.info.classes = {"a", "b"};
    for (int group = 0; group < 60; ++group) {
      const auto label = static_cast<std::int32_t>(group < 10 ? 1 : stream.below(2));
      const std::uint64_t size = 1 + stream.below(6);
      for (std::uint64_t i = 0; i < size; ++i) {
        const std::string name = "g" + std::to_string(group);
        table.rows.push_back(row(name + "/" + std::to_string(i), name, label));
      }
    }
    const auto folds = folds_of(table, 4, static_cast<std::uint64_t>(round));
    std::set<std::string> seen;
    for (const Rows& fold : folds) {
      for (const std::string& group : groups_of(table, fold)) {
        CHECK(seen.insert(group).second);
      }
      const double share =
          static_cast<double>(fold.size()) / static_cast<double>(table.rows.size());
      CHECK(share == Approx(0.25).margin(0.05));
    }
  }
}

TEST_CASE("folds hang on the seed, not on the order of rows", "[data][folds]") {
  RecordTable table = single_rows({30, 20});
  const auto names = [](const RecordTable& of, const std::vector<Rows>& folds) {
    std::vector<std::set<std::string>> names;
    for (const Rows& fold : folds) {
      names.push_back(groups_of(of, fold));
    }
    return names;
  };
  const auto before = names(table, folds_of(table, 5));
  CHECK(names(table, folds_of(table, 5, 1)) != before);
  std::reverse(table.rows.begin(), table.rows.end());
  CHECK(names(table, folds_of(table, 5)) == before);
}

TEST_CASE("a class with fewer groups than folds is refused by name", "[data][folds]") {
  CHECK_THROWS_WITH(folds_of(single_rows({30, 3}), 5),
                    Contains("would have no record of class 'class 1', which has 3 groups"));
  CHECK_THROWS_AS(folds_of(single_rows({30, 3}), 5), DataError);
  CHECK_NOTHROW(folds_of(single_rows({30, 5}), 5));
}

TEST_CASE("where a record has several labels, a rare one refuses no fold", "[data][folds]") {
  RecordTable table = single_rows({30, 3});
  table.info.labelling = tlhost::Labelling::multilabel;
  CHECK(folds_of(table, 5).size() == 5);
}

TEST_CASE("fewer groups than folds are refused, whatever the labels", "[data][folds]") {
  RecordTable table = single_rows({2, 2});
  table.info.labelling = tlhost::Labelling::multilabel;
  CHECK_THROWS_WITH(folds_of(table, 5), Contains("4 groups cannot fill 5 folds"));
  for (const Rows& fold : folds_of(table, 4)) {
    CHECK(fold.size() == 1);
  }
}
