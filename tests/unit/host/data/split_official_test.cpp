// The publisher's own parts.
#include "host/data/split.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/host/data/table_fixtures.hpp"

#include <tlhost/error.hpp>

#include <algorithm>

using Catch::Matchers::Contains;
using tlhost::DataError;
using tlhost::Split;
using namespace tlhost::engine;

namespace {

Rows united(const SplitRows& parts) {
  Rows all = parts.train;
  all.insert(all.end(), parts.validation.begin(), parts.validation.end());
  all.insert(all.end(), parts.test.begin(), parts.test.end());
  std::sort(all.begin(), all.end());
  return all;
}

SplitRequest official(double validation) {
  SplitRequest request;
  request.official = true;
  request.validation = validation;
  return request;
}

RecordTable official_table() {
  RecordTable table = single_rows({10, 10});
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    table.rows[i].split = i % 5 == 0 ? Split::test : Split::train;
  }
  return table;
}

}  // namespace

TEST_CASE("the publisher's test part is kept and validation cut from train", "[data][split]") {
  const RecordTable table = official_table();
  const SplitRows parts = draw_split(table, official(0.25));
  CHECK(parts.test == Rows{0, 5, 10, 15});
  CHECK(parts.validation.size() == 4);
  CHECK(strata(table, parts.validation)["0"] == 2);
  CHECK(united(parts) == labelled(table));
  SplitRequest other = official(0.25);
  other.test_seed = 99;
  CHECK(draw_split(table, other) == parts);
  other.validation_seed = 99;
  CHECK(draw_split(table, other).test == parts.test);
  CHECK(draw_split(table, other).validation != parts.validation);
  CHECK(draw_split(table, official(0)).validation.empty());
}

TEST_CASE("the publisher's validation part is kept", "[data][split]") {
  RecordTable table = official_table();
  table.rows[1].split = table.rows[11].split = Split::validation;
  CHECK(draw_split(table, official(0.25)).validation == Rows{1, 11});
  CHECK(draw_split(table, official(0)).validation == Rows{1, 11});
}

TEST_CASE("publisher's parts that are incomplete or leak are refused", "[data][split]") {
  RecordTable table = official_table();
  table.rows[2].split = Split::unspecified;
  CHECK_THROWS_AS(draw_split(table, official(0.1)), DataError);
  CHECK_THROWS_WITH(draw_split(table, official(0.1)),
                    Contains("record 'r0-2' is in none of the publisher's parts"));
  table.rows[2].split = Split::train;
  table.rows[7].group = table.rows[10].group = "patient 7";
  CHECK_THROWS_WITH(draw_split(table, official(0.1)),
                    Contains("1 group stands in two of the publisher's parts; use the protocol "
                             "\"holdout\", or mend the parts: group 'patient 7' in 'train' "
                             "(record 'r0-7') and 'test' (record 'r1-0')"));
  table.rows[6].group = table.rows[15].group = "patient 6";
  CHECK_THROWS_WITH(draw_split(table, official(0.1)),
                    Contains("2 groups stand in two of the publisher's parts") &&
                        Contains("group 'patient 6' in 'train' (record 'r0-6') and 'test' (record "
                                 "'r1-5'), group 'patient 7' in"));
  for (RecordRow& one : table.rows) {
    one.split = Split::train;
  }
  CHECK_THROWS_WITH(draw_split(table, official(0.1)),
                    Contains("no labelled record is in a publisher's test part"));
}

TEST_CASE("a class that the publisher left out of training is named", "[data][split]") {
  RecordTable table = official_table();
  for (std::size_t i = 10; i < 20; ++i) {
    table.rows[i].split = Split::test;
  }
  CHECK_THROWS_WITH(draw_split(table, official(0.1)),
                    Contains("class 'class 1' has no record left for training (10 in all)"));
}
