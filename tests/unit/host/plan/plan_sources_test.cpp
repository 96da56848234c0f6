#include "host/plan/plan.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/host/plan/plan_setup.hpp"

#include <algorithm>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

using namespace tlhost::engine;
using namespace tlhost::test;

namespace {

using Keys = std::vector<std::pair<std::string, std::string>>;
using Rows = std::vector<std::int64_t>;

const std::pair<std::string, std::string> kThree{
    "datasets",
    R"({"skin": {"use": "folder"}, "blood": {"use": "folder"}, "eye": {"use": "folder"}})"};

PlanSetup with_sources(const std::string& sources, Keys keys = {}) {
  keys.insert(keys.begin(), {{"sources", sources}, kThree});
  return plan_setup(keys);
}

/// The fits of a plan that train on a dataset.
std::vector<FitJob> fits_on(const Plan& plan, const std::string& dataset) {
  std::vector<FitJob> fits = fits_of(plan);
  fits.erase(
      std::remove_if(
          fits.begin(), fits.end(), [&](const FitJob& fit) { return fit.target_name != dataset; }),
      fits.end());
  return fits;
}

/// What a fit learns from, validation included.
std::set<std::int64_t> learnt(const FitJob& fit) {
  std::set<std::int64_t> rows(fit.train.begin(), fit.train.end());
  rows.insert(fit.validation.begin(), fit.validation.end());
  return rows;
}

RecordRow& row_of(PlanSetup& setup, std::size_t dataset, std::int64_t row) {
  return setup.scans.datasets.at(dataset).table.rows.at(static_cast<std::size_t>(row));
}

}  // namespace

TEST_CASE("a source that is trained once serves all seeds, strategies and targets",
          "[plan][source]") {
  const Plan plan = with_sources(R"({"b": {"train_on": "blood"}})",
                                 {{"strategies", R"({"ft": {"use": "fine_tune"},
                                                     "svm": {"use": "svm"}})"},
                                  {"targets", R"(["skin", "eye"])"}})
                        .plan();
  CHECK(plan.runs.size() == 8);
  const auto sources = fits_on(plan, "blood");
  REQUIRE(sources.size() == 1);
  CHECK(sources[0].seed == 0);
  CHECK(sources[0].source_name == "scratch");
  CHECK_FALSE(sources[0].init.has_value());
  for (const PlannedRun& run : plan.runs) {
    const FitJob& fit = *plan.jobs[run.fit].fit;
    REQUIRE(fit.init.has_value());
    CHECK(plan.jobs[*fit.init].fit->target_name == "blood");
    CHECK(fit.source_name == "b");
    CHECK(fit.source_datasets == std::vector<std::string>{"blood"});
    CHECK(fit.source_classes == std::vector<std::string>{"blood no", "blood yes"});
  }
}

TEST_CASE("a source that is trained for each seed starts the runs of that seed", "[plan][source]") {
  const Plan plan = with_sources(R"({"b": {"train_on": "blood", "seeds": "each"}})").plan();
  CHECK(fits_on(plan, "blood").size() == 2);
  for (const PlannedRun& run : plan.runs) {
    CHECK(plan.jobs[*plan.jobs[run.fit].fit->init].fit->seed == run.seed);
  }
}

TEST_CASE("a source never learns from its own test part", "[plan][source]") {
  const Plan plan = with_sources(R"({"b": {"train_on": "blood"}})").plan();
  CHECK(learnt(fits_on(plan, "blood").at(0)).size() == kRecords - 8);
}

TEST_CASE("a chain of sources is trained link by link", "[plan][source]") {
  const Plan plan = with_sources(R"({"b": {"train_on": "blood", "normalise": "half"},
                                     "be": {"from": "b", "train_on": "eye"}})",
                                 {{"include", R"([{"source": "be"}])"}, {"seeds", "[5]"}})
                        .plan();
  REQUIRE(plan.runs.size() == 1);
  const Job& last = plan.jobs[plan.runs[0].fit];
  const Job& eye = plan.jobs[last.fit->init.value()];
  const Job& blood = plan.jobs[eye.fit->init.value()];
  CHECK(fits_of(plan).size() == 3);
  CHECK(last.label == "fit be -> skin, vgg, fine_tune, seed 5");
  CHECK(eye.label == "fit b -> eye, vgg, fine_tune, seed 0");
  CHECK(blood.label == "fit scratch -> blood, vgg, fine_tune, seed 0");
  CHECK(last.fit->source_datasets == std::vector<std::string>{"blood", "eye"});
  CHECK(last.fit->source_classes == std::vector<std::string>{"eye no", "eye yes"});
  CHECK(eye.fit->source_datasets == std::vector<std::string>{"blood"});
  CHECK(blood.fit->source_datasets.empty());
  // Normalisation is said where the chain begins and travels with the weights.
  CHECK(blood.key_json.at("normalise") == boost::json::value("half"));
  CHECK(eye.key_json.at("normalise").is_null());
  CHECK(last.key_json.at("normalise").is_null());
  CHECK(last.key_json.at("init") == boost::json::value(eye.key));
  CHECK(eye.key_json.at("init") == boost::json::value(blood.key));
}

TEST_CASE("a longer chain shares the links of a shorter one", "[plan][source]") {
  const Plan plan = with_sources(R"({"b": {"train_on": "blood"},
                                     "be": {"from": "b", "train_on": "eye"}})",
                                 {{"seeds", "[1]"}})
                        .plan();
  CHECK(fits_on(plan, "blood").size() == 1);
  CHECK(fits_on(plan, "eye").size() == 1);
  CHECK(fits_on(plan, "skin").size() == 2);
}

TEST_CASE("the recipe of a source is its own", "[plan][source]") {
  const Plan plan = with_sources(R"({"b": {"train_on": "blood", "pretrain":
                                      {"use": "fine_tune", "training": {"epochs": 3}}}})",
                                 {{"training", R"({"epochs": 9})"}})
                        .plan();
  CHECK(fits_on(plan, "blood").at(0).training.epochs == 3);
  CHECK(fits_on(plan, "skin").at(0).training.epochs == 9);
}

TEST_CASE("images of the target's test part are taken out of pretraining by their bytes",
          "[plan][leak]") {
  PlanSetup setup = with_sources(R"({"b": {"train_on": "blood"}})", {{"seeds", "[1]"}});
  const Plan before = setup.plan();
  const FitJob clean = fits_on(before, "blood").at(0);
  const Rows test = before.splits.at(0).rows.test;
  const std::int64_t in_train = clean.train.at(0), in_validation = clean.validation.at(0);
  row_of(setup, 1, in_train).sha256 = row_of(setup, 0, test.at(0)).sha256;
  row_of(setup, 1, in_validation).sha256 = row_of(setup, 0, test.at(1)).sha256;
  const FitJob fit = fits_on(setup.plan(), "blood").at(0);
  std::set<std::int64_t> expected = learnt(clean);
  CHECK(expected.erase(in_train) == 1);
  CHECK(expected.erase(in_validation) == 1);
  CHECK(learnt(fit) == expected);
}

TEST_CASE("images that the target trains on may stay in pretraining", "[plan][leak]") {
  PlanSetup setup = with_sources(R"({"b": {"train_on": "blood"}})", {{"seeds", "[1]"}});
  const Plan before = setup.plan();
  const FitJob clean = fits_on(before, "blood").at(0);
  row_of(setup, 1, clean.train.at(0)).sha256 =
      row_of(setup, 0, before.splits.at(0).rows.train.at(0)).sha256;
  CHECK(learnt(fits_on(setup.plan(), "blood").at(0)) == learnt(clean));
}

TEST_CASE("groups of the target's test part are taken out of pretraining on its collection",
          "[plan][leak]") {
  PlanSetup setup =
      with_sources(R"({"b": {"train_on": "blood"}})", {{"self", "true"}, {"seeds", "[1]"}});
  const Plan before = setup.plan();
  const FitJob clean = fits_on(before, "blood").at(0);
  const std::string patient = row_of(setup, 0, before.splits.at(0).rows.test.at(0)).group;
  row_of(setup, 1, clean.train.at(0)).group = patient;
  // Another collection may have another patient of that name.
  CHECK(learnt(fits_on(setup.plan(), "blood").at(0)).size() == kRecords - 8);
  setup.scans.datasets[1].table.info.collection = setup.scans.datasets[0].table.info.collection;
  for (const FitJob& fit : fits_on(setup.plan(), "blood")) {
    for (const std::int64_t row : learnt(fit)) {
      CHECK(row_of(setup, 1, row).group != patient);
    }
  }
}

TEST_CASE("a source on the target's own records learns from none of its test records",
          "[plan][leak]") {
  PlanSetup setup =
      with_sources(R"({"s": {"train_on": "skin"}})",
                   {{"self", "true"}, {"split", R"({"vary": "test"})"}, {"seeds", "[1, 2, 3]"}});
  const Plan plan = setup.plan();
  REQUIRE(plan.runs.size() == 3);
  for (const PlannedRun& run : plan.runs) {
    const FitJob& fit = *plan.jobs[run.fit].fit;
    const Rows& test = plan.jobs[run.predict].predict->test;
    const std::set<std::int64_t> rows = learnt(*plan.jobs[fit.init.value()].fit);
    CHECK_FALSE(rows.empty());
    for (const std::int64_t row : test) {
      CHECK(rows.count(row) == 0);
      CHECK(learnt(fit).count(row) == 0);
    }
  }
}

TEST_CASE("every link of a chain is kept clean of the target's test part", "[plan][leak]") {
  PlanSetup setup = with_sources(R"({"b": {"train_on": "blood"},
                                     "be": {"from": "b", "train_on": "eye"}})",
                                 {{"seeds", "[1]"}});
  const Rows test = setup.plan().splits.at(0).rows.test;
  for (const std::size_t dataset : {std::size_t{1}, std::size_t{2}}) {
    for (std::size_t i = 0; i < test.size(); ++i) {
      row_of(setup, dataset, static_cast<std::int64_t>(i * 3)).sha256 =
          row_of(setup, 0, test[i]).sha256;
    }
  }
  std::set<std::string> forbidden;
  for (const std::int64_t row : test) {
    forbidden.insert(row_of(setup, 0, row).sha256);
  }
  const Plan plan = setup.plan();
  for (const FitJob& fit : fits_of(plan)) {
    for (const std::int64_t row : learnt(fit)) {
      CHECK(forbidden.count(row_of(setup, fit.dataset, row).sha256) == 0);
    }
  }
}

TEST_CASE("a source is clean for each target on its own", "[plan][leak]") {
  PlanSetup setup = with_sources(R"({"b": {"train_on": "blood"}})",
                                 {{"targets", R"(["skin", "eye"])"}, {"seeds", "[1]"}});
  const Plan before = setup.plan();
  CHECK(fits_on(before, "blood").size() == 1);
  const std::int64_t shared = fits_on(before, "blood").at(0).train.at(0);
  row_of(setup, 1, shared).sha256 = row_of(setup, 0, before.splits.at(0).rows.test.at(0)).sha256;
  const auto fits = fits_on(setup.plan(), "blood");
  REQUIRE(fits.size() == 2);  // one without the image for skin, the whole one for eye
  CHECK(learnt(fits[0]).count(shared) == 0);
  CHECK(learnt(fits[1]).count(shared) == 1);
}
