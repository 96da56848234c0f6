// Splits of records that have several labels, or none.
#include "host/data/record_fields.hpp"
#include "host/data/split.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/host/data/table_fixtures.hpp"

#include <tlhost/error.hpp>

#include <algorithm>
#include <map>
#include <string>

using Catch::Matchers::Contains;
using tlhost::DataError;
using tlhost::Labelling;
using namespace tlhost::engine;

namespace {

/// `copies` records of each set of labels, as the scan leaves them.
RecordTable labelled_alike(const std::vector<std::vector<std::int32_t>>& sets, int copies) {
  RecordTable table;
  table.info.classes = {"mass", "nodule", "hernia"};
  table.info.labelling = Labelling::multilabel;
  for (std::size_t set = 0; set < sets.size(); ++set) {
    for (int i = 0; i < copies; ++i) {
      RecordRow row;
      row.id = row.group = std::to_string(set) + "-" + std::to_string(i);
      row.labels = sets[set];
      row.stratum = sets[set].empty() ? "none" : labels_text(sets[set]);
      table.rows.push_back(row);
    }
  }
  return table;
}

}  // namespace

TEST_CASE("sets of labels are divided evenly, the empty set among them", "[data][multilabel]") {
  const RecordTable table = labelled_alike({{}, {0}, {1, 2}}, 20);
  const SplitRows parts = draw_split(table, {.test = 0.2, .validation = 0.1});
  const auto expected = [](int count) {
    return std::map<std::string, int>{{"none", count}, {"0", count}, {"1,2", count}};
  };
  CHECK(strata(table, parts.test) == expected(4));
  CHECK(strata(table, parts.validation) == expected(2));
  CHECK(strata(table, parts.train) == expected(14));
}

TEST_CASE("each label keeps a positive record for training, whatever sets it stands in",
          "[data][multilabel]") {
  RecordTable table = labelled_alike({{}, {0}, {0, 1}}, 20);
  RecordTable rare = labelled_alike({{1, 2}}, 1);
  rare.rows[0].id = rare.rows[0].group = "rare";
  table.rows.push_back(rare.rows[0]);
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const SplitRows parts = draw_split(table, {.test = 0.3, .test_seed = seed});
    CHECK(strata(table, parts.train).count("1,2") == 1);
  }
}

TEST_CASE("a label that no record has cannot be learnt", "[data][multilabel]") {
  const RecordTable table = labelled_alike({{}, {0}, {1}}, 5);
  CHECK_THROWS_AS(draw_split(table, {}), DataError);
  CHECK_THROWS_WITH(draw_split(table, {}), Contains("class 'hernia' has no record left"));
}

TEST_CASE("the publisher's parts hold records without a label, too", "[data][multilabel]") {
  RecordTable table = labelled_alike({{}, {0, 1, 2}}, 6);
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    table.rows[i].split = i % 3 == 2 ? tlhost::Split::test : tlhost::Split::train;
  }
  const SplitRows parts = draw_split(table, {.official = true, .validation = 0});
  CHECK(parts.test.size() == 4);
  CHECK(parts.train.size() == 8);
}

TEST_CASE("a limit counts records without a label as a class of their own", "[data][multilabel]") {
  const RecordTable table = labelled_alike({{}, {0}, {1, 2}}, 20);
  SplitRequest request{.test = 0.2, .validation = 0};
  request.limit = {5, 1};
  const SplitRows parts = draw_split(table, request);
  std::map<std::string, int> all = strata(table, parts.train);
  for (const auto& [stratum, count] : strata(table, parts.test)) {
    all[stratum] += count;
  }
  CHECK(all == std::map<std::string, int>{{"none", 5}, {"0", 5}, {"1,2", 5}});
}
