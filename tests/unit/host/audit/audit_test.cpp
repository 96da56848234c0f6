#include "host/audit/audit.hpp"

#include "host/log/problem.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/host/plan/plan_setup.hpp"

#include <algorithm>
#include <stdexcept>

using Catch::Matchers::Contains;
using namespace tlhost::engine;
using namespace tlhost::test;

namespace {

/// A source that was trained on blood, a target skin; every image is one of its own.
struct Audited {
  Audited()
      : setup(plan_setup({{"sources", R"({"b": {"train_on": "blood"}})"}, {"seeds", "[1]"}})),
        plan(setup.plan()) {}

  std::size_t dataset(const std::string& name) const {
    for (std::size_t i = 0; i < setup.scans.datasets.size(); ++i) {
      if (setup.scans.datasets[i].name == name) {
        return i;
      }
    }
    FAIL("no dataset " << name);
    return 0;
  }

  const FitJob& fit(const std::string& target) const {
    for (const Job& job : plan.jobs) {
      if (job.fit && job.fit->target_name == target) {
        return *job.fit;
      }
    }
    throw std::logic_error("no fit on " + target);
  }

  Identity& identity(const std::string& name, std::int64_t row) {
    return setup.scans.datasets.at(dataset(name)).identities.at(static_cast<std::size_t>(row));
  }

  std::string& pixels(const std::string& name, std::int64_t row) {
    return identity(name, row).pixels;
  }

  /// The record as a file allows it.
  AllowedRecord named(const std::string& name, std::int64_t row) const {
    const auto& rows = setup.scans.datasets.at(dataset(name)).table.rows;
    return {name + "/" + rows.at(static_cast<std::size_t>(row)).id, {"/audit/allow/0", 1, 1}};
  }

  Audit found(const AuditRule& rule = {}) const { return audit(plan, setup.scans, rule); }

  PlanSetup setup;
  Plan plan;
};

/// A look of one number; two of them are alike if it is the same.
Look look_along(std::size_t number) {
  Look look;
  look.numbers.at(number) = 127;
  return look;
}

template <class Pair>
std::string roles(const Pair& pair) {
  return pair.first.dataset + " " + pair.first.role + ", " + pair.second.dataset + " " +
         pair.second.role;
}

}  // namespace

TEST_CASE("data without copies is silent", "[audit]") {
  const Audit found = Audited().found();
  CHECK(found.leaks.empty());
  CHECK(found.conflicts.empty());
  CHECK(found.images >= 2 * kRecords);
  CHECK_NOTHROW(refuse_leaks(found));
  CHECK(audit_warnings(found).empty());
  CHECK_THAT(audit_text(found),
             Contains(": 0 copies across parts, 0 near copies, 0 images with contradicting"));
}

TEST_CASE("an image in two parts of a target is told once", "[audit][leak]") {
  Audited data;
  const SplitRows& rows = data.plan.splits.at(0).rows;
  data.pixels("skin", rows.train.at(0)) = data.pixels("skin", rows.test.at(0));
  REQUIRE(data.found().leaks.size() == 1);
  CHECK(roles(data.found().leaks[0]) == "skin train, skin test");
  data.pixels("skin", rows.validation.at(0)) = data.pixels("skin", rows.test.at(1));
  data.pixels("skin", rows.train.at(1)) = data.pixels("skin", rows.validation.at(1));
  REQUIRE(data.found().leaks.size() == 3);
  CHECK(roles(data.found().leaks[1]) == "skin validation, skin test");
  CHECK(roles(data.found().leaks[2]) == "skin train, skin validation");
}

TEST_CASE("what a source learnt must not be tested", "[audit][leak]") {
  Audited data;
  const SplitRows& rows = data.plan.splits.at(0).rows;
  data.pixels("blood", data.fit("blood").train.at(2)) = data.pixels("skin", rows.train.at(0));
  CHECK(data.found().leaks.empty());  // both are learnt from
  data.pixels("blood", data.fit("blood").train.at(0)) = data.pixels("skin", rows.test.at(0));
  data.pixels("blood", data.fit("blood").validation.at(0)) = data.pixels("skin", rows.test.at(1));
  const Audit found = data.found();
  REQUIRE(found.leaks.size() == 2);
  CHECK(roles(found.leaks[0]) == "blood train, skin test");
  CHECK(roles(found.leaks[1]) == "blood validation, skin test");
}

TEST_CASE("a refusal lists the first leaks and counts all", "[audit][leak]") {
  Audit found;
  for (int i = 0; i < 30; ++i) {
    found.leaks.push_back({{"skin", "a" + std::to_string(i), "train"}, {"skin", "b", "test"}});
  }
  try {
    refuse_leaks(found);
    FAIL("it was not refused");
  } catch (const Refusal& refusal) {
    CHECK(refusal.exit() == Exit::bad_data);
    REQUIRE(refusal.problems().size() == 21);
    CHECK(refusal.problems()[0].where == "skin/a0 (train)");
    CHECK(refusal.problems()[0].what == "the same image as skin/b (test)");
    CHECK_THAT(refusal.problems().back().what, Contains("30 copies across parts"));
    CHECK_THAT(refusal.problems().back().fix, Contains("tlhost audit"));
  }
}

TEST_CASE("one image with two labels is a conflict, and no leak by itself", "[audit]") {
  Audited data;
  const std::vector<std::int64_t>& train = data.plan.splits.at(0).rows.train;
  const RecordTable& table = data.setup.scans.datasets.at(data.dataset("skin")).table;
  const auto label = [&](std::int64_t row) {
    return table.rows.at(static_cast<std::size_t>(row)).labels;
  };
  const std::int64_t other = *std::find_if(
      train.begin(), train.end(), [&](auto row) { return label(row) != label(train[0]); });
  data.pixels("skin", other) = data.pixels("skin", train[0]);
  const Audit found = data.found();
  CHECK(found.leaks.empty());
  REQUIRE(found.conflicts.size() == 1);
  CHECK(found.conflicts[0].first.role != found.conflicts[0].second.role);
  CHECK_THAT(audit_warnings(found).at(0), Contains("1 image with contradicting labels"));
  CHECK(audit_facts(found).size() == 2);
  CHECK_THAT(audit_json(found), Contains("\"classes\":\"skin "));
}

TEST_CASE("what looks alike in two parts is told, and stops nothing", "[audit][near]") {
  Audited data;
  const SplitRows& rows = data.plan.splits.at(0).rows;
  data.identity("skin", rows.train.at(0)).look = look_along(3);
  data.identity("skin", rows.train.at(1)).look = look_along(3);
  CHECK(data.found().near.empty());  // both are learnt from
  data.identity("skin", rows.test.at(0)).look = look_along(3);
  data.identity("blood", data.fit("blood").validation.at(0)).look = look_along(3);
  const Audit found = data.found();
  CHECK(found.leaks.empty());
  CHECK_NOTHROW(refuse_leaks(found));
  REQUIRE(found.near.size() == 3);
  std::vector<std::string> told;
  for (const NearCopy& pair : found.near) {
    told.push_back(roles(pair));
    CHECK(pair.likeness == 1);
  }
  std::sort(told.begin(), told.end());
  CHECK(told == std::vector<std::string>{"blood validation, skin test",
                                         "skin train, skin test",
                                         "skin train, skin test"});
  CHECK_THAT(audit_warnings(found).at(0), Contains("3 near copies across parts, the first: "));
  CHECK_THAT(audit_text(found), Contains("near      blood/") && Contains(" (test) 1.000\n"));
  CHECK_THAT(audit_json(found), Contains("\"near_are_all\":true"));
  CHECK(audit_facts(found).size() == 4);
}

TEST_CASE("a search for near copies that stopped early is told even if none was found",
          "[audit][near]") {
  Audit cut;
  cut.near_are_all = false;
  REQUIRE(audit_warnings(cut).size() == 1);
  CHECK_THAT(audit_warnings(cut)[0], Contains("may have gone unseen"));
}

TEST_CASE("a copy is no near copy as well", "[audit][near]") {
  Audited data;
  const SplitRows& rows = data.plan.splits.at(0).rows;
  data.identity("skin", rows.train.at(0)) = {"same", look_along(3)};
  data.identity("skin", rows.test.at(0)) = {"same", look_along(3)};
  CHECK(data.found().leaks.size() == 1);
  CHECK(data.found().near.empty());
}

TEST_CASE("a copy that the experiment allows stops nothing and hides no other", "[audit][allow]") {
  Audited data;
  const SplitRows& rows = data.plan.splits.at(0).rows;
  for (const std::int64_t row : {rows.train.at(0), rows.test.at(0), rows.test.at(1)}) {
    data.pixels("skin", row) = "same";
  }
  const AuditRule one{{data.named("skin", rows.test.at(0))}};
  CHECK(data.found(one).leaks.size() == 1);  // with the other copy
  CHECK(data.found(one).allowed.size() == 1);
  const AuditRule learnt{{data.named("skin", rows.train.at(0))}};
  const Audit found = data.found(learnt);
  CHECK(found.leaks.empty());
  REQUIRE(found.allowed.size() == 1);
  CHECK(roles(found.allowed[0]) == "skin train, skin test");
  CHECK_THAT(audit_text(found), Contains("0 copies across parts and 1 allowed"));
  CHECK_THAT(audit_warnings(found).at(0),
             Contains("1 copy across parts that the experiment allows"));
}

TEST_CASE("near copies of an allowed record are not told", "[audit][allow][near]") {
  Audited data;
  const SplitRows& rows = data.plan.splits.at(0).rows;
  data.identity("skin", rows.train.at(0)).look = look_along(3);
  data.identity("skin", rows.test.at(0)).look = look_along(3);
  CHECK(data.found().near.size() == 1);
  CHECK(data.found({{data.named("skin", rows.test.at(0))}}).near.empty());
}

TEST_CASE("a record that is allowed must exist", "[audit][allow]") {
  const Audited data;
  const std::string name = GENERATE(as<std::string>(), "skin/none.png", "nowhere/skin/00.png");
  try {
    data.found({{{name, {"/audit/allow/0", 3, 5}}}});
    FAIL("it was not refused");
  } catch (const Refusal& refusal) {
    CHECK(refusal.exit() == Exit::usage);
    CHECK(refusal.problems().at(0).code == "AUDIT-ALLOW");
    CHECK(refusal.problems().at(0).where == name);
    CHECK(refusal.problems().at(0).at == "/audit/allow/0");
  }
}
