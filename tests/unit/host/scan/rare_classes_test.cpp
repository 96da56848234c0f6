#include "host/scan/rare_classes.hpp"

#include "tests/support/catch.hpp"

#include <string>
#include <vector>

using namespace tlhost::engine;

namespace {

RecordTable table_of(const std::vector<std::pair<std::int32_t, std::string>>& rows) {
  RecordTable table;
  table.info.classes = {"no", "yes", "none"};
  for (const auto& [label, group] : rows) {
    RecordRow row;
    row.labels = {label};
    row.group = group;
    table.rows.push_back(row);
  }
  return table;
}

}  // namespace

TEST_CASE("a class of one group is told, for it cannot be tested", "[scan][classes]") {
  CHECK(rare_class_sentences(table_of({{0, "a"}, {0, "b"}, {1, "a"}, {1, "c"}})).empty());
  CHECK(rare_class_sentences(table_of({{0, "a"}, {0, "b"}, {1, "c"}})) ==
        std::vector<std::string>{"class \"yes\" has one group (1 record): it cannot be learnt and "
                                 "tested, so no figure on test is of it"});
  CHECK(rare_class_sentences(table_of({{0, "a"}, {0, "b"}, {1, "c"}, {1, "c"}}))
            .at(0)
            .find("(2 records)") != std::string::npos);
}
