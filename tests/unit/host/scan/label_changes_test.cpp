#include "host/scan/label_changes.hpp"

#include "host/log/problem.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/host/store/store_fixture.hpp"

#include <string>
#include <vector>

using namespace tlhost::engine;
using namespace tlhost::test;

namespace {

DatasetSpec entry(std::vector<Relabel> changes) {
  DatasetSpec spec;
  spec.name = "skin";
  spec.relabel = std::move(changes);
  return spec;
}

RecordTable table_of_three() {
  RecordTable table;
  table.info.classes = {"keratosis", "melanoma", "nevus"};
  for (std::int32_t label = 0; label < 3; ++label) {
    RecordRow row;
    row.id = std::to_string(label);
    row.labels = {label};
    table.rows.push_back(row);
  }
  return table;
}

}  // namespace

TEST_CASE("labels change as the entry says", "[scan][relabel]") {
  const RecordTable table =
      with_new_labels(table_of_three(), entry({{"melanoma", "malignant", {}}}), "e.json");
  CHECK(table.info.classes == std::vector<std::string>{"keratosis", "malignant", "nevus"});
  CHECK(with_new_labels(table_of_three(), entry({}), "e.json").rows == table_of_three().rows);
}

TEST_CASE("classes that a dataset does not have are told all at once, with the nearest",
          "[scan][relabel]") {
  const Refusal refusal = refusal_of([] {
    with_new_labels(table_of_three(),
                    entry({{"melanom", "a", {"/datasets/skin/relabel/melanom", 7, 20}},
                           {"nevus", "b", {}},
                           {"quite other", std::nullopt, {"/datasets/skin/relabel/x", 8, 1}}}),
                    "e.json");
  });
  CHECK(refusal.exit() == Exit::usage);
  CHECK(refusal.problems() == std::vector<Problem>{{"DATA-RELABEL",
                                                    "e.json:7:20",
                                                    "dataset skin has no class \"melanom\"",
                                                    "/datasets/skin/relabel/melanom",
                                                    "did you mean \"melanoma\"?"},
                                                   {"DATA-RELABEL",
                                                    "e.json:8:1",
                                                    "dataset skin has no class \"quite other\"",
                                                    "/datasets/skin/relabel/x",
                                                    "known here: keratosis, melanoma, nevus"}});
}

TEST_CASE("two classes must remain", "[scan][relabel]") {
  const Refusal refusal = refusal_of([] {
    with_new_labels(table_of_three(),
                    entry({{"melanoma", "nevus", {}}, {"keratosis", std::nullopt, {}}}),
                    "e.json");
  });
  CHECK(refusal.exit() == Exit::usage);
  CHECK(first(refusal).code == "DATA-RELABEL");
  CHECK(first(refusal).what == "dataset skin: 1 class remains; at least two are needed");
  CHECK(first(refusal).at == "/datasets/skin/relabel");
}
