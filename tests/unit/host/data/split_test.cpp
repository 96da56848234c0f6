#include "host/data/split.hpp"

#include "host/data/random.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/host/data/table_fixtures.hpp"

#include <tlhost/error.hpp>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <map>
#include <set>

using Catch::Matchers::Contains;
using tlhost::ConfigError;
using tlhost::DataError;
using tlhost::Split;
using namespace tlhost::engine;

namespace {

/// Groups of 1..largest rows, mostly but not always of one class; strata are labels or sites.
RecordTable random_table(Stream& stream, std::uint64_t largest) {
  const auto classes = static_cast<std::int32_t>(2 + stream.below(4));
  RecordTable table = table_of(classes);
  const bool sites = stream.below(3) == 0;
  const std::uint64_t groups = 20 + stream.below(60);
  for (std::uint64_t g = 0; g < groups; ++g) {
    const std::string group = "g" + std::to_string(g);
    const std::string site = "site " + std::to_string(stream.below(3));
    const auto label =
        static_cast<std::int32_t>(g < static_cast<std::uint64_t>(classes)
                                      ? g
                                      : stream.below(static_cast<std::uint64_t>(classes)));
    const std::uint64_t size = 1 + stream.below(largest);
    for (std::uint64_t i = 0; i < size; ++i) {
      const bool other = i > 0 && stream.below(8) == 0;
      RecordRow one =
          row(group + "/" + std::to_string(i), group, other ? (label + 1) % classes : label);
      one.stratum = sites ? site : one.stratum;
      if (i > 0 && stream.below(20) == 0) {
        one.labels.clear();
      }
      table.rows.push_back(one);
    }
  }
  return table;
}

void shuffle(RecordTable& table, Stream& stream) {
  for (std::size_t i = table.rows.size(); i > 1; --i) {
    std::swap(table.rows[i - 1], table.rows[stream.below(i)]);
  }
}

SplitRequest random_request(Stream& stream) {
  SplitRequest request;
  request.test = 0.05 + 0.4 * stream.uniform();
  request.validation = stream.below(4) == 0 ? 0 : 0.05 + 0.3 * stream.uniform();
  request.test_seed = stream.next();
  request.validation_seed = stream.next();
  return request;
}

std::set<std::string> ids(const RecordTable& table, const Rows& rows) {
  std::set<std::string> ids;
  for (const std::int64_t index : rows) {
    ids.insert(table.rows[static_cast<std::size_t>(index)].id);
  }
  return ids;
}

Rows united(const SplitRows& parts) {
  Rows all = parts.train;
  all.insert(all.end(), parts.validation.begin(), parts.validation.end());
  all.insert(all.end(), parts.test.begin(), parts.test.end());
  std::sort(all.begin(), all.end());
  return all;
}

bool ascending(const Rows& rows) { return std::is_sorted(rows.begin(), rows.end()); }

}  // namespace

TEST_CASE("parts of 1000 random tables are disjoint, complete and whole in groups",
          "[data][split]") {
  Stream stream(11, "test.tables");
  for (int round = 0; round < 1000; ++round) {
    CAPTURE(round);
    RecordTable table = random_table(stream, 1 + stream.below(9));
    const SplitRequest request = random_request(stream);
    const SplitRows parts = draw_split(table, request);
    REQUIRE(united(parts) == labelled(table));
    REQUIRE((ascending(parts.train) && ascending(parts.validation) && ascending(parts.test)));
    REQUIRE_FALSE(parts.test.empty());
    REQUIRE(parts.validation.empty() == (request.validation == 0));
    const std::size_t in_parts = groups_of(table, parts.train).size() +
                                 groups_of(table, parts.validation).size() +
                                 groups_of(table, parts.test).size();
    REQUIRE(groups_of(table, united(parts)).size() == in_parts);
    REQUIRE(draw_split(table, request) == parts);
  }
}

TEST_CASE("a split is independent of the order of rows and validation of the test",
          "[data][split]") {
  Stream stream(12, "test.tables");
  for (int round = 0; round < 1000; ++round) {
    CAPTURE(round);
    RecordTable table = random_table(stream, 1 + stream.below(9));
    SplitRequest request = random_request(stream);
    const SplitRows parts = draw_split(table, request);
    RecordTable mixed = table;
    shuffle(mixed, stream);
    const SplitRows again = draw_split(mixed, request);
    REQUIRE(ids(mixed, again.train) == ids(table, parts.train));
    REQUIRE(ids(mixed, again.validation) == ids(table, parts.validation));
    REQUIRE(ids(mixed, again.test) == ids(table, parts.test));
    request.validation_seed ^= 1;
    REQUIRE(draw_split(table, request).test == parts.test);
  }
}

TEST_CASE("strata of single rows meet their quota within one", "[data][split]") {
  Stream stream(13, "test.tables");
  for (int round = 0; round < 1000; ++round) {
    CAPTURE(round);
    std::vector<int> sizes(2 + stream.below(4));
    for (int& size : sizes) {
      size = static_cast<int>(1 + stream.below(200));
    }
    sizes[0] += 5;
    const RecordTable table = single_rows(sizes);
    const SplitRequest request = random_request(stream);
    const SplitRows parts = draw_split(table, request);
    auto test = strata(table, parts.test);
    auto validation = strata(table, parts.validation);
    for (std::size_t label = 0; label < sizes.size(); ++label) {
      CAPTURE(label, sizes[label], request.test, request.validation);
      const std::string name = std::to_string(label);
      REQUIRE(std::abs(test[name] - request.test * sizes[label]) <= 1);
      REQUIRE(std::abs(validation[name] - request.validation * sizes[label]) <= 1);
      REQUIRE((test[name] >= 1 || sizes[label] < 3));
      REQUIRE((validation[name] >= 1 || sizes[label] < 3 || request.validation == 0));
    }
  }
}

TEST_CASE("seeds move the parts they name", "[data][split]") {
  const RecordTable table = single_rows({50, 50});
  SplitRequest request;
  const SplitRows parts = draw_split(table, request);
  CHECK(parts.test.size() == 20);
  CHECK(parts.validation.size() == 10);
  request.validation_seed = 1;
  CHECK(draw_split(table, request).validation != parts.validation);
  CHECK(draw_split(table, request).test == parts.test);
  request.test_seed = 1;
  CHECK(draw_split(table, request).test != parts.test);
}

TEST_CASE("a new group moves few others", "[data][split]") {
  RecordTable table = single_rows({100, 100});
  const SplitRequest request;
  const std::set<std::string> before = ids(table, draw_split(table, request).test);
  table.rows.push_back(row("new", "new", 1));
  const std::set<std::string> after = ids(table, draw_split(table, request).test);
  std::vector<std::string> kept;
  std::set_intersection(
      before.begin(), before.end(), after.begin(), after.end(), std::back_inserter(kept));
  CHECK(kept.size() >= before.size() - 1);
}

TEST_CASE("a class of three patients is in every part", "[data][split]") {
  RecordTable table = single_rows({40});
  table.info.classes.push_back("rare");
  for (int i = 0; i < 30; ++i) {  // quota 3 and 6 of 30, groups of 10
    table.rows.push_back(row("rare" + std::to_string(i), "p" + std::to_string(i / 10), 1));
  }
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    SplitRequest request;
    request.test_seed = seed;
    const SplitRows parts = draw_split(table, request);
    CHECK(strata(table, parts.test)["1"] == 10);
    CHECK(strata(table, parts.validation)["1"] == 10);
    CHECK(strata(table, parts.train)["1"] == 10);
  }
}

TEST_CASE("three groups are shared out whatever the parts", "[data][split]") {
  const RecordTable table = single_rows({40, 3});
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const SplitRows parts = draw_split(table, {false, 0.6, 0.1, seed, seed});
    CHECK(strata(table, parts.test)["1"] == 1);
    CHECK(strata(table, parts.validation)["1"] == 1);
    CHECK(strata(table, parts.train)["1"] == 1);
  }
}

TEST_CASE("a group that misses the quota by as much as no group is not drawn", "[data][split]") {
  RecordTable table = single_rows({40, 0});
  for (int i = 0; i < 4; ++i) {  // quota 1 of 4, in two groups of 2
    table.rows.push_back(row("pair" + std::to_string(i), "p" + std::to_string(i / 2), 1));
  }
  const SplitRows parts = draw_split(table, {false, 0.25, 0, 0, 0});
  CHECK(strata(table, parts.train)["1"] == 4);
}

TEST_CASE("a stratum left out gives a group by chance, but no huge one", "[data][split]") {
  RecordTable table = single_rows({100, 0});
  for (int i = 0; i < 112; ++i) {  // quota 1 of 112, in groups of 4, 4, 4 and 100
    const std::string group = "p" + std::to_string(std::min(i / 4, 3));
    table.rows.push_back(row("rare" + std::to_string(i), group, 1));
  }
  std::set<std::string> drawn;
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const SplitRows parts = draw_split(table, {false, 0.01, 0, seed, seed});
    CHECK(strata(table, parts.test)["1"] == 4);
    drawn.merge(groups_of(table, parts.test));
  }
  CHECK(drawn.count("p0") + drawn.count("p1") + drawn.count("p2") == 3);
}

TEST_CASE("a class of one group is all in training", "[data][split]") {
  RecordTable table = single_rows({40, 1});
  for (int i = 0; i < 20; ++i) {
    table.rows.push_back(row("more" + std::to_string(i), "r1-0", 1));
  }
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    SplitRequest request;
    request.test_seed = seed;
    CHECK(strata(table, draw_split(table, request).train)["1"] == 21);
  }
}

TEST_CASE("a class keeps a training group where strata are something else", "[data][split]") {
  RecordTable table = single_rows({30, 2});
  for (RecordRow& one : table.rows) {
    one.stratum = "one site";
  }
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    SplitRequest request{false, 0.45, 0.45, seed, seed};
    const SplitRows parts = draw_split(table, request);
    const std::set<std::string> train = ids(table, parts.train);
    CHECK((train.count("r1-0") == 1 || train.count("r1-1") == 1));
  }
}

TEST_CASE("a part of 0 is empty and unlabelled rows are in no part", "[data][split]") {
  RecordTable table = single_rows({5, 5});
  table.rows[3].labels.clear();
  const SplitRows parts = draw_split(table, {false, 0, 0, 0, 0});
  CHECK(parts.test.empty());
  CHECK(parts.validation.empty());
  CHECK(parts.train == Rows{0, 1, 2, 4, 5, 6, 7, 8, 9});
}
