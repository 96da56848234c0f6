#include "host/preview/subjects.hpp"

#include "tests/support/catch.hpp"
#include "tests/unit/host/plan/plan_setup.hpp"

#include <algorithm>

using namespace tlhost::engine;
using namespace tlhost::test;

namespace {

std::vector<std::string> names_of(const std::vector<PreviewPart>& parts) {
  std::vector<std::string> names;
  for (const PreviewPart& part : parts) {
    names.push_back(part.name);
  }
  return names;
}

}  // namespace

TEST_CASE("a target is shown with its test part, a source without", "[preview]") {
  const PlanSetup setup = plan_setup({{"sources", R"({"b": {"train_on": "blood"}})"}});
  const Plan plan = setup.plan();
  const std::vector<PreviewSubject> subjects = preview_subjects(plan);
  REQUIRE(subjects.size() == 2);
  for (const PreviewSubject& subject : subjects) {
    const bool target = setup.scans.datasets.at(subject.dataset).name == "skin";
    CHECK(names_of(subject.parts) == (target
                                          ? std::vector<std::string>{"train", "validation", "test"}
                                          : std::vector<std::string>{"train", "validation"}));
    CHECK(subject.augments.empty());
    if (target) {
      CHECK(subject.parts[0].rows == plan.splits.at(0).rows.train);
      CHECK(subject.parts[2].rows == plan.splits.at(0).rows.test);
    }
  }
}

TEST_CASE("each way of augmentation is shown once, with who uses it", "[preview]") {
  const std::string strategies =
      R"({"a": {"use": "fine_tune", "training": {"augment": "flips"}},
          "b": {"use": "fine_tune"},
          "c": {"use": "fine_tune", "training": {"augment": "standard"}}})";
  const PlanSetup setup = plan_setup({{"strategies", strategies}});
  const std::vector<PreviewSubject> subjects = preview_subjects(setup.plan());
  REQUIRE(subjects.size() == 1);
  REQUIRE(subjects[0].augments.size() == 2);
  CHECK(subjects[0].augments[0].rule.flip);
  CHECK(subjects[0].augments[0].rule.crop == 0);
  CHECK(subjects[0].augments[1].rule.crop == 0.125);
  CHECK(subjects[0].augments[0].strategies == std::vector<std::string>{"fine_tune"});
}

TEST_CASE("the choice of pictures depends on their ids alone", "[preview]") {
  RecordTable table = some_records("skin");
  table.rows[3].labels = {0, 1};
  table.rows[4].labels = {};
  std::vector<std::int64_t> rows = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
  const auto chosen = rows_by_class(table, rows, 3);
  REQUIRE(chosen.size() == 3);
  CHECK(chosen[0].size() == 3);
  CHECK(chosen[1].size() == 3);
  CHECK(chosen[2] == std::vector<std::int64_t>{4});
  std::reverse(rows.begin(), rows.end());
  CHECK(rows_by_class(table, rows, 3) == chosen);
  const auto all = rows_by_class(table, rows, 100);
  CHECK(all[0].size() == 5);  // 0 2 6 8, and 3, which has both labels
  CHECK(std::equal(chosen[0].begin(), chosen[0].end(), all[0].begin()));
  CHECK(std::count(all[1].begin(), all[1].end(), 3) == 1);
}
