#include "host/plan/plan.hpp"
#include "host/store/digest.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/host/plan/plan_setup.hpp"

#include <boost/json/serialize.hpp>

#include <algorithm>
#include <string>
#include <vector>

using namespace tlhost::engine;
using namespace tlhost::test;

namespace json = boost::json;

namespace {

PlanSetup some_setup() {
  return plan_setup({{"sources", R"({"scratch": {}, "b": {"train_on": "blood"}})"},
                     {"targets", R"(["skin", "blood"])"}});
}

std::string text_of(const PlanSetup& setup) {
  return json::serialize(to_json(setup.plan(), setup.scans));
}

}  // namespace

TEST_CASE("the same experiment gives the same bytes of plan.json", "[plan][json]") {
  const std::string text = text_of(some_setup());
  CHECK(text_of(some_setup()) == text);
  CHECK(text_of(some_setup()) == text);
}

TEST_CASE("plan.json has scans, splits, jobs, runs and what was left out", "[plan][json]") {
  const PlanSetup setup = some_setup();
  const Plan plan = setup.plan();
  const json::value made = to_json(plan, setup.scans);
  CHECK(made.at("format") == json::value(1));
  CHECK(made.at("plan_id") == json::value(plan.id));
  CHECK(made.at("experiment") == json::value("small"));
  REQUIRE(made.at("scans").as_array().size() == 2);
  CHECK(made.at("scans").at(0).at("dataset") == json::value("skin"));
  CHECK(made.at("scans").at(0).at("records") == json::value(setup.scans.datasets[0].records_key));
  CHECK(made.at("scans").at(0).at("count").to_number<int>() == 40);
  CHECK(made.at("scans").at(0).at("classes") == json::value{"skin no", "skin yes"});
  CHECK(made.at("jobs").as_array().size() == plan.jobs.size());
  CHECK(made.at("runs").as_array().size() == plan.runs.size());
  CHECK(made.at("left_out").as_array().size() == 1);
}

TEST_CASE("plan.json names the records of each split", "[plan][json]") {
  const PlanSetup setup = some_setup();
  const Plan plan = setup.plan();
  const json::value made = to_json(plan, setup.scans);
  const json::array& splits = made.at("splits").as_array();
  REQUIRE(splits.size() == 4);  // two targets, two seeds
  std::vector<std::string> ids;
  for (const char* part : {"train", "validation", "test"}) {
    for (const json::value& id : splits[0].at(part).as_array()) {
      ids.emplace_back(id.as_string());
    }
  }
  std::sort(ids.begin(), ids.end());
  REQUIRE(ids.size() == kRecords);
  for (std::size_t i = 0; i < kRecords; ++i) {
    CHECK(ids[i] == setup.scans.datasets[0].table.rows[i].id);
  }
}

TEST_CASE("plan.json links jobs and runs by their keys", "[plan][json]") {
  const PlanSetup setup = some_setup();
  const Plan plan = setup.plan();
  const json::value made = to_json(plan, setup.scans);
  for (std::size_t i = 0; i < plan.jobs.size(); ++i) {
    const json::value& job = made.at("jobs").at(i);
    CHECK(job.at("key") == json::value(plan.jobs[i].key));
    CHECK(job.at("key") == json::value(Store::key_of(job.at("of"))));
    CHECK(job.at("doc") == json::value(plan.jobs[i].label));
    if (job.at("kind") == json::value("predict")) {
      CHECK(job.at("inputs") == json::array{job.at("of").at("of")});
    } else if (plan.jobs[i].fit->init) {
      CHECK(job.at("inputs") == json::array{job.at("of").at("init")});
    } else {
      CHECK(job.at("inputs").as_array().empty());
    }
  }
  for (std::size_t i = 0; i < plan.runs.size(); ++i) {
    const json::value& run = made.at("runs").at(i);
    CHECK(run.at("fit") == json::value(plan.jobs[plan.runs[i].fit].key));
    CHECK(run.at("predict") == json::value(plan.jobs[plan.runs[i].predict].key));
    CHECK(run.at("strategy") == json::value(plan.runs[i].cell.strategy));
  }
}

TEST_CASE("the plan's id is the digest of its sorted keys", "[plan][json]") {
  const Plan plan = some_setup().plan();
  std::vector<std::string> keys;
  for (const Job& job : plan.jobs) {
    keys.push_back(job.key);
  }
  std::sort(keys.begin(), keys.end());
  std::string text;
  for (const std::string& key : keys) {
    text += key + "\n";
  }
  CHECK(plan.id == sha256_hex(text));
}

TEST_CASE("a dataset that nobody uses is not in plan.json", "[plan][json]") {
  PlanSetup setup = plan_setup();
  setup.scans.datasets[1] = {};  // as the scan leaves it
  const json::value made = to_json(setup.plan(), setup.scans);
  CHECK(made.at("scans").as_array().size() == 1);
}
