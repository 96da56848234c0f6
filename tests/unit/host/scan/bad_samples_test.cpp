#include "host/scan/bad_samples.hpp"

#include "host/log/problem.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/host/scan/fake_dataset.hpp"
#include "tests/unit/host/store/store_fixture.hpp"

#include <string>
#include <vector>

using namespace tlhost;
using namespace tlhost::engine;
using namespace tlhost::test;

namespace {

using Rows = std::vector<std::size_t>;

/// 40 samples "00.png" to "39.png": the first ten are "yes", the last five the publisher's test.
Listing forty() {
  return listing_of([](DatasetInfo& info, Records& out) {
    fill(info);
    out.skip("notes.txt", "no image");
    for (int i = 0; i < 40; ++i) {
      Record& record =
          add_record(out, std::to_string(i / 10) + std::to_string(i % 10) + ".png", i < 10 ? 1 : 0);
      record.split = i < 35 ? Split::train : Split::test;
    }
  });
}

/// What is wrong with the rows of the forty samples.
std::vector<std::string> wrong(const Rows& rows) {
  std::vector<std::string> why(40);
  for (const std::size_t row : rows) {
    why[row] = "cut off at byte " + std::to_string(row);
  }
  return why;
}

/// A rule that none of its bounds breaks.
BadSampleRule lenient() { return {true, 40, 0.9, 0.9, true}; }

Refusal refused(const BadSampleRule& rule, const Rows& rows) {
  return refusal_of([&] {
    Listing listing = forty();
    BadSamples("skin", rule, listing).take_out(wrong(rows), listing);
  });
}

/// The bound that so many bad samples break, as it is said.
std::string bound(const BadSampleRule& rule, const Rows& rows) {
  const Refusal refusal = refused(rule, rows);
  CHECK(refusal.exit() == Exit::bad_data);
  REQUIRE(refusal.problems().size() == rows.size() + 1);
  const Problem& last = refusal.problems().back();
  CHECK(last.code == "DATA-QUOTA");
  CHECK(last.at == "/datasets/skin/on_bad_sample");
  return last.what;
}

}  // namespace

TEST_CASE("rows are erased by their numbers", "[scan][bad]") {
  std::vector<int> all = {0, 1, 2, 3, 4};
  erase_rows(all, {});
  CHECK(all == std::vector<int>{0, 1, 2, 3, 4});
  erase_rows(all, {0, 3, 4});
  CHECK(all == std::vector<int>{1, 2});
  erase_rows(all, {0, 1});
  CHECK(all.empty());
}

TEST_CASE("one bad sample refuses a dataset where nothing else is said", "[scan][bad]") {
  const Refusal refusal = refused({}, {3, 20});
  CHECK(refusal.exit() == Exit::bad_data);
  REQUIRE(refusal.problems().size() == 2);
  CHECK(refusal.problems()[0] == Problem{"DATA-IMAGE",
                                         "03.png",
                                         "cut off at byte 3",
                                         "dataset skin",
                                         "mend the file, take it out of the dataset, or set "
                                         "\"on_bad_sample\": \"skip\""});
}

TEST_CASE("bad samples are taken out with what they were", "[scan][bad]") {
  Listing listing = forty();
  BadSamples bad("skin", lenient(), listing);
  CHECK(bad.take_out(wrong({}), listing).empty());
  CHECK(listing.table.rows.size() == 40);
  CHECK(bad.take_out(wrong({3, 39}), listing) == Rows{3, 39});
  REQUIRE(listing.table.rows.size() == 38);
  REQUIRE(listing.records.size() == 38);
  CHECK(listing.table.rows[3].id == "04.png");
  CHECK(listing.records[3].path == "04.png");
  REQUIRE(listing.table.skipped.size() == 3);  // behind what the dataset left out itself
  CHECK(listing.table.skipped[0] == SkippedItem{"notes.txt", "no image"});
  CHECK(listing.table.skipped[1] ==
        SkippedItem{"03.png", "cut off at byte 3", "yes", Split::train, true});
  CHECK(listing.table.skipped[2] ==
        SkippedItem{"39.png", "cut off at byte 39", "no", Split::test, true});
}

TEST_CASE("bad samples that come one after another count together", "[scan][bad]") {
  Listing listing = forty();
  BadSampleRule rule = lenient();
  rule.most = 2;
  BadSamples bad("skin", rule, listing);
  bad.take_out(wrong({0, 1}), listing);
  std::vector<std::string> more(38);
  more[5] = "empty";
  const Refusal refusal = refusal_of([&] { bad.take_out(more, listing); });
  REQUIRE(refusal.problems().size() == 4);
  CHECK(refusal.problems()[2].where == "07.png");
  CHECK(refusal.problems()[3].what == "3 of 40 samples cannot be read; \"most\" is 2");
}

TEST_CASE("each bound alone refuses a dataset, with the list", "[scan][bad]") {
  BadSampleRule most = lenient(), part = lenient(), part_of_class = lenient(), test = lenient();
  most.most = 3;
  CHECK(bound(most, {11, 12, 13, 14}) == "4 of 40 samples cannot be read; \"most\" is 3");
  part.part = 0.05;
  CHECK(bound(part, {11, 12, 13}) == "3 of 40 samples cannot be read; \"part\" is 0.05 (5 %)");
  part_of_class.part_of_class = 0.1;
  CHECK(bound(part_of_class, {0, 1, 12}) ==
        "2 of 10 samples of class \"yes\" cannot be read; \"part_of_class\" is 0.1 (10 %)");
  test.test = false;
  CHECK(bound(test, {11, 36}) ==
        "1 sample of the publisher's test part cannot be read; \"test\" is false");
}

TEST_CASE("what a bound just allows is taken out", "[scan][bad]") {
  Listing listing = forty();
  const BadSampleRule rule{true, 2, 0.05, 0.1, false};
  CHECK(BadSamples("skin", rule, listing).take_out(wrong({0, 12}), listing).size() == 2);
}

TEST_CASE("by default one sample of a thousand may be left out, and none of a small class",
          "[scan][bad]") {
  BadSampleRule rule;
  rule.skip = true;
  CHECK(bound(rule, {11}) == "1 of 40 samples cannot be read; \"part\" is 0.001 (0.1 %)");
}
