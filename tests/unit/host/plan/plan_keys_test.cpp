#include "host/plan/plan.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/host/plan/plan_setup.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <vector>

using namespace tlhost::engine;
using namespace tlhost::test;

namespace {

using Keys = std::vector<std::pair<std::string, std::string>>;

const Keys kKeys{{"sources", R"({"scratch": {}, "b": {"train_on": "blood"}})"},
                 {"strategies", R"({"ft": {"use": "fine_tune"}, "svm": {"use": "svm"}})"}};

std::set<std::string> all_keys(const Plan& plan) {
  std::set<std::string> keys;
  for (const Job& job : plan.jobs) {
    keys.insert(job.key);
  }
  return keys;
}

/// Rows of the first target that are test rows for all seeds, or training rows for all.
std::int64_t test_row(const Plan& plan) { return plan.splits.at(0).rows.test.at(0); }

std::int64_t training_row(const Plan& plan) {
  const auto& second = plan.splits.at(1).rows.train;
  for (const std::int64_t row : plan.splits.at(0).rows.train) {
    if (std::find(second.begin(), second.end(), row) != second.end()) {
      return row;
    }
  }
  return -1;
}

RecordRow& skin_row(PlanSetup& setup, std::int64_t row) {
  return setup.scans.datasets.at(0).table.rows.at(static_cast<std::size_t>(row));
}

std::vector<std::string> keys_with(Keys keys, const std::string& kind) {
  keys.insert(keys.begin(), kKeys.begin(), kKeys.end());
  return keys_of(plan_setup(keys).plan(), kind);
}

}  // namespace

TEST_CASE("no fit depends on the bytes of test records, every prediction does", "[plan][key]") {
  PlanSetup setup = plan_setup(kKeys);
  const Plan before = setup.plan();
  skin_row(setup, test_row(before)).sha256 = std::string(64, 'f');
  const Plan after = setup.plan();
  CHECK(keys_of(after, "fit") == keys_of(before, "fit"));
  const auto old_keys = keys_of(before, "predict");
  const auto new_keys = keys_of(after, "predict");
  REQUIRE(new_keys.size() == old_keys.size());
  for (std::size_t i = 0; i < new_keys.size(); ++i) {
    CHECK(new_keys[i] != old_keys[i]);
  }
}

TEST_CASE("no key depends on the labels of test records", "[plan][key]") {
  PlanSetup setup = plan_setup(kKeys);
  const Plan before = setup.plan();
  RecordRow& row = skin_row(setup, test_row(before));
  row.labels = {1 - row.labels[0]};
  const Plan after = setup.plan();
  REQUIRE(after.splits[0].rows == before.splits[0].rows);
  CHECK(keys_of(after, "fit") == keys_of(before, "fit"));
  CHECK(keys_of(after, "predict") == keys_of(before, "predict"));
}

TEST_CASE("fits depend on the bytes and labels of training records", "[plan][key]") {
  const PlanSetup setup = plan_setup(kKeys);
  const Plan before = setup.plan();
  REQUIRE(training_row(before) >= 0);
  PlanSetup bytes = setup, labels = setup;
  skin_row(bytes, training_row(before)).sha256 = std::string(64, 'f');
  RecordRow& row = skin_row(labels, training_row(before));
  row.labels = {1 - row.labels[0]};
  for (const PlanSetup* changed : {&bytes, &labels}) {
    const Plan after = changed->plan();
    REQUIRE(after.splits[0].rows == before.splits[0].rows);
    for (std::size_t i = 0; i < after.runs.size(); ++i) {
      CHECK(after.jobs[after.runs[i].fit].key != before.jobs[before.runs[i].fit].key);
      CHECK(after.jobs[after.runs[i].predict].key != before.jobs[before.runs[i].predict].key);
    }
  }
}

TEST_CASE("no key depends on the names of entries, notes or the experiment", "[plan][key]") {
  const Plan before = plan_setup(kKeys).plan();
  PlanSetup renamed = plan_setup(
      {{"name", R"("other")"},
       {"note", R"("words")"},
       {"datasets", R"({"haut": {"use": "folder"}, "blut": {"use": "folder", "note": "x"}})"},
       {"models", R"({"m": {"use": "vgg"}})"},
       {"sources", R"({"zero": {}, "q": {"train_on": "blut"}})"},
       {"targets", R"(["haut"])"},
       {"strategies", R"({"a": {"use": "fine_tune"}, "z": {"use": "svm"}})"}});
  const PlanSetup original = plan_setup(kKeys);
  for (std::size_t i = 0; i < 2; ++i) {
    renamed.scans.datasets[i].table = original.scans.datasets[i].table;  // the images are the same
  }
  const Plan after = renamed.plan();
  CHECK(all_keys(after) == all_keys(before));
  CHECK(after.id == before.id);
}

TEST_CASE("no key depends on the names of classes or on where records lie", "[plan][key]") {
  PlanSetup setup = plan_setup(kKeys);
  const Plan before = setup.plan();
  for (ScannedDataset& scan : setup.scans.datasets) {
    scan.table.info.classes = {"nevus", "melanoma"};
    scan.table.info.version = "2";
    scan.records_key = std::string(64, '0');
    for (RecordRow& row : scan.table.rows) {
      row.path = "moved/" + row.path;
    }
  }
  CHECK(all_keys(setup.plan()) == all_keys(before));
}

TEST_CASE("the plan's id does not depend on the order of entries", "[plan][key]") {
  const Plan before = plan_setup(kKeys).plan();
  PlanSetup turned =
      plan_setup({{"datasets", R"({"blood": {"use": "folder"}, "skin": {"use": "folder"}})"},
                  {"sources", R"({"b": {"train_on": "blood"}, "scratch": {}})"},
                  {"strategies", R"({"svm": {"use": "svm"}, "ft": {"use": "fine_tune"}})"},
                  {"seeds", "[2, 1]"}});
  const Plan after = turned.plan();
  CHECK(all_keys(after) == all_keys(before));
  CHECK(after.id == before.id);
  CHECK(keys_of(after, "fit") != keys_of(before, "fit"));  // jobs stand in the file's order
  CHECK(plan_setup({{"seeds", "[1]"}}).plan().id != before.id);
}

TEST_CASE("what changes the numbers of a fit changes its key", "[plan][key]") {
  const auto before = keys_with({}, "fit");
  const auto changed = [&before](const Keys& keys) {
    const auto after = keys_with(keys, "fit");
    REQUIRE(after.size() == before.size());
    return std::all_of(after.begin(), after.end(), [&before](const std::string& key) {
      return std::find(before.begin(), before.end(), key) == before.end();
    });
  };
  CHECK(changed({{"training", R"({"lr": 0.1})"}}));
  CHECK(changed({{"training", R"({"epochs": 21})"}}));
  CHECK(changed({{"training", R"({"momentum": 0.5})"}}));
  CHECK(changed({{"numeric", R"({"threads": 2})"}}));
  CHECK(changed({{"select", R"("accuracy")"}}));
  CHECK(changed({{"image", R"({"size": 64})"}}));
  CHECK(changed({{"models", R"({"vgg": {"use": "vgg", "depth": 19}})"}}));
  CHECK_FALSE(changed({{"store", R"("elsewhere")"}}));
  CHECK_FALSE(changed({{"models", R"({"vgg": {"use": "vgg", "depth": 16}})"}}));
}

TEST_CASE("another LibTorch gives other keys", "[plan][key]") {
  const PlanSetup setup = plan_setup(kKeys);
  const auto one = all_keys(make_plan(setup.experiment, setup.scans, {.torch = "1.13"}));
  const auto two = all_keys(make_plan(setup.experiment, setup.scans, {.torch = "2.3"}));
  for (const std::string& key : one) {
    CHECK(two.count(key) == 0);
  }
}
