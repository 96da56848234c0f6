// Tables and requests of which no split can be drawn.
#include "host/data/split.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/host/data/table_fixtures.hpp"

#include <tlhost/error.hpp>

#include <limits>

using Catch::Matchers::Contains;
using tlhost::ConfigError;
using tlhost::DataError;
using namespace tlhost::engine;

TEST_CASE("a part that was asked for is never empty", "[data][split]") {
  const RecordTable table = single_rows({2, 2});
  CHECK_THROWS_AS(draw_split(table, {}), DataError);
  CHECK_THROWS_WITH(draw_split(table, {}),
                    "the test part (0.2 of the records) would be empty: no class and no stratum "
                    "has a group to spare; give more groups, or set it to 0");
  CHECK_THROWS_WITH(draw_split(table, {false, 0.5, 0.5 - 0.1, 0, 0}),
                    Contains("the validation part (0.4 of the records) would be empty"));
}

TEST_CASE("parts that leave nothing for training are refused", "[data][split]") {
  const RecordTable table = single_rows({9, 9});
  const double nan = std::numeric_limits<double>::quiet_NaN();
  CHECK_THROWS_AS(draw_split(table, {false, 0.5, 0.5, 0, 0}), ConfigError);
  CHECK_THROWS_WITH(draw_split(table, {false, -0.1, 0, 0, 0}),
                    "split: test -0.1 and validation 0; expected parts from 0 on that leave "
                    "something for training");
  CHECK_THROWS_AS(draw_split(table, {false, nan, 0.1, 0, 0}), ConfigError);
  CHECK_THROWS_AS(draw_split(table, {false, 0.1, nan, 0, 0}), ConfigError);
}

TEST_CASE("a class without a record is named", "[data][split]") {
  CHECK_THROWS_AS(draw_split(single_rows({9, 0, 9}), {}), DataError);
  CHECK_THROWS_WITH(draw_split(single_rows({9, 0, 9}), {}),
                    "class 'class 1' has no record left for training (0 in all); add records of "
                    "it, or drop the class");
}

TEST_CASE("rows without label, group or stratum are refused by name", "[data][split]") {
  RecordTable table = single_rows({9, 9});
  table.rows[4].group.clear();
  CHECK_THROWS_WITH(draw_split(table, {}), "record 'r0-4' has no group or no stratum");
  table.rows[4].labels = {2};
  CHECK_THROWS_WITH(draw_split(table, {}), "record 'r0-4': label 2; expected a label below 2");
  for (RecordRow& one : table.rows) {
    one.labels.clear();
  }
  CHECK_THROWS_WITH(draw_split(table, {}), Contains("no record carries a label"));
}
