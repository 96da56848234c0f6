#include "host/scan/left_out.hpp"

#include "tests/support/catch.hpp"

#include <string>
#include <vector>

using namespace tlhost;
using namespace tlhost::engine;

namespace {

using Texts = std::vector<std::string>;

RecordTable table_with(std::vector<SkippedItem> skipped) {
  RecordTable table;
  table.rows.resize(7);
  table.skipped = std::move(skipped);
  return table;
}

}  // namespace

TEST_CASE("of a whole dataset nothing is said", "[scan][left_out]") {
  CHECK(left_out_sentences(table_with({})).empty());
  CHECK(left_out_items(table_with({}), 10).empty());
}

TEST_CASE("what a dataset left out and what cannot be read are said apart", "[scan][left_out]") {
  const RecordTable table = table_with({{"a.txt", "no image"},
                                        {"b.png", "cut off", "yes", Split::train, true},
                                        {"c.png", "empty", "no", Split::unspecified, true},
                                        {"d.png", "empty", "yes", Split::train, true}});
  CHECK(left_out_sentences(table) ==
        Texts{"1 file left out, the first: a.txt (no image)",
              "3 of 10 samples cannot be read and left out (no 1, yes 2), the first: b.png (cut "
              "off)"});
  CHECK(left_out_items(table, 10) == Texts{"b.png: cut off (yes, train)",
                                           "c.png: empty (no)",
                                           "d.png: empty (yes, train)",
                                           "a.txt: no image"});
  CHECK(left_out_items(table, 1) == Texts{"b.png: cut off (yes, train)", "and 3 more"});
}

TEST_CASE("a test part that is not whole has a sentence of its own", "[scan][left_out]") {
  const Texts said =
      left_out_sentences(table_with({{"b.png", "cut off", "yes", Split::test, true}}));
  REQUIRE(said.size() == 2);
  CHECK(said[0] ==
        "1 of 8 samples cannot be read and left out (yes 1), the first: b.png (cut off)");
  CHECK(said[1].rfind("THE TEST PART IS NOT WHOLE: 1 sample of the publisher's test part", 0) == 0);
}
