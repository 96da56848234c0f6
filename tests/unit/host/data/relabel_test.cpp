#include "host/data/relabel.hpp"

#include "host/data/split.hpp"
#include "tests/support/catch.hpp"

#include <tlhost/error.hpp>

#include <algorithm>
#include <set>
#include <string>

using Catch::Matchers::Contains;
using tlhost::DataError;
using namespace tlhost::engine;

namespace {

using Names = std::vector<std::string>;
using Labels = std::vector<std::int32_t>;

/// 60 records of the classes melanoma, nevus and unsure in turn, two to a group; strata as the host
/// makes them where the dataset names none.
RecordTable table_of_sixty() {
  RecordTable table;
  table.info.classes = {"melanoma", "nevus", "unsure"};
  for (int i = 0; i < 60; ++i) {
    RecordRow row;
    row.id = std::to_string(100 + i);
    row.sha256 = std::string(64, 'a');
    row.labels = {i % 3};
    row.group = "g" + std::to_string(i / 2);
    row.stratum = std::to_string(i % 3);
    table.rows.push_back(row);
  }
  return table;
}

/// The class of each of the first three records; "" without label.
Names first_classes(const RecordTable& table) {
  Names names;
  for (std::size_t row = 0; row < 3; ++row) {
    const Labels& labels = table.rows[row].labels;
    names.push_back(labels.empty() ? ""
                                   : table.info.classes.at(static_cast<std::size_t>(labels[0])));
  }
  return names;
}

}  // namespace

TEST_CASE("no change leaves a table as it is", "[data][relabel]") {
  const RecordTable table = relabelled(table_of_sixty(), {});
  CHECK(table.rows == table_of_sixty().rows);
  CHECK(table.info.classes == table_of_sixty().info.classes);
}

TEST_CASE("classes are renamed, and sorted by their new names", "[data][relabel]") {
  const RecordTable table = relabelled(table_of_sixty(), {{"melanoma", "zoster"}});
  CHECK(table.info.classes == Names{"nevus", "unsure", "zoster"});
  CHECK(first_classes(table) == Names{"zoster", "nevus", "unsure"});
  CHECK(table.rows[0].labels == Labels{2});
  CHECK(table.rows[0].stratum == "2");
}

TEST_CASE("classes of one name are one class", "[data][relabel]") {
  const RecordTable table =
      relabelled(table_of_sixty(), {{"melanoma", "malignant"}, {"unsure", "malignant"}});
  CHECK(table.info.classes == Names{"malignant", "nevus"});
  CHECK(first_classes(table) == Names{"malignant", "nevus", "malignant"});
  CHECK(first_classes(relabelled(table_of_sixty(), {{"unsure", "nevus"}})) ==
        Names{"melanoma", "nevus", "nevus"});
}

TEST_CASE("all changes happen at once", "[data][relabel]") {
  const RecordTable table =
      relabelled(table_of_sixty(), {{"melanoma", "nevus"}, {"nevus", "melanoma"}});
  CHECK(table.info.classes == Names{"melanoma", "nevus", "unsure"});
  CHECK(first_classes(table) == Names{"nevus", "melanoma", "unsure"});
}

TEST_CASE("a dropped class leaves its records where they were, without label", "[data][relabel]") {
  const RecordTable before = table_of_sixty();
  const RecordTable table = relabelled(before, {{"unsure", std::nullopt}});
  CHECK(table.info.classes == Names{"melanoma", "nevus"});
  CHECK(first_classes(table) == Names{"melanoma", "nevus", ""});
  REQUIRE(table.rows.size() == before.rows.size());
  CHECK(images_id(table) == images_id(before));
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    CHECK(table.rows[row].id == before.rows[row].id);
    CHECK(table.rows[row].group == before.rows[row].group);
  }
}

TEST_CASE("of several labels each is changed, and those that fall together are one",
          "[data][relabel]") {
  RecordTable table = table_of_sixty();
  table.info.labelling = tlhost::Labelling::multilabel;
  table.rows[0].labels = {0, 2};
  table.rows[0].unknown = {1};
  table.rows[1].labels = {};
  table.rows[1].unknown = {0};
  table.rows[2].labels = {2};
  for (RecordRow& row : table.rows) {
    row.stratum = own_stratum(row, table.info.labelling);
  }
  const RecordTable merged = relabelled(table, {{"melanoma", "skin"}, {"nevus", "skin"}});
  CHECK(merged.info.classes == Names{"skin", "unsure"});
  CHECK(merged.rows[0].labels == Labels{0, 1});
  CHECK(merged.rows[0].unknown.empty());  // one of the two is there
  CHECK(merged.rows[1].unknown == Labels{0});
  CHECK(merged.rows[1].stratum == "none?0");
  const RecordTable dropped = relabelled(table, {{"unsure", std::nullopt}});
  CHECK(dropped.rows[0].labels == Labels{0});
  CHECK(dropped.rows[2].labels.empty());
  CHECK(is_labelled(dropped, dropped.rows[2]));  // it has neither of the classes
  CHECK(dropped.rows[2].stratum == "none");
}

TEST_CASE("classes in order stay so only where their new names keep it", "[data][relabel]") {
  RecordTable table = table_of_sixty();
  table.info.labelling = tlhost::Labelling::ordinal;
  CHECK(relabelled(table, {{"nevus", "o"}}).info.labelling == tlhost::Labelling::ordinal);
  CHECK(relabelled(table, {{"melanoma", "nevus"}}).info.labelling == tlhost::Labelling::ordinal);
  CHECK(relabelled(table, {{"melanoma", "zoster"}}).info.labelling ==
        tlhost::Labelling::multiclass);
}

TEST_CASE("strata of the dataset's own stay, also those that look like labels", "[data][relabel]") {
  RecordTable table = table_of_sixty();
  for (RecordRow& row : table.rows) {
    row.stratum = row.id < "130" ? "0" : "1";
  }
  const RecordTable after = relabelled(table, {{"melanoma", "zoster"}});
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    CHECK(after.rows[row].stratum == table.rows[row].stratum);
  }
}

TEST_CASE("a split draws from the new classes alone", "[data][relabel]") {
  const RecordTable table = relabelled(table_of_sixty(), {{"unsure", std::nullopt}});
  const SplitRows parts = draw_split(table, {.test = 0.25, .validation = 0.25});
  std::set<std::int64_t> rows(parts.train.begin(), parts.train.end());
  rows.insert(parts.validation.begin(), parts.validation.end());
  rows.insert(parts.test.begin(), parts.test.end());
  CHECK(rows.size() == 40);
  CHECK(std::none_of(rows.begin(), rows.end(), [](std::int64_t row) { return row % 3 == 2; }));
}

TEST_CASE("a change that names no class, or leaves less than two, is refused", "[data][relabel]") {
  CHECK_THROWS_AS(relabelled(table_of_sixty(), {{"nevi", "a"}}), DataError);
  CHECK_THROWS_WITH(relabelled(table_of_sixty(), {{"nevi", "a"}}), Contains("\"nevi\""));
  CHECK_THROWS_WITH(
      relabelled(table_of_sixty(),
                 {{"nevus", std::nullopt}, {"unsure", std::nullopt}, {"melanoma", "a"}}),
      Contains("1 class remains"));
  CHECK_THROWS_WITH(
      relabelled(table_of_sixty(),
                 {{"nevus", std::nullopt}, {"unsure", std::nullopt}, {"melanoma", std::nullopt}}),
      Contains("0 classes remain"));
}
