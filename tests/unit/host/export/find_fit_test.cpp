#include "host/export/find_fit.hpp"

#include "host/log/problem.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/host/plan/plan_setup.hpp"

using Catch::Matchers::Contains;
using namespace tlhost::engine;
using namespace tlhost::test;

namespace {

std::string complaint(const Plan& plan, const std::string& fit) {
  const Refusal refusal = refusal_of([&] { find_run(plan, fit); });
  CHECK(refusal.exit() == Exit::usage);
  CHECK(first(refusal).code == "EXPORT-FIT");
  return first(refusal).what;
}

}  // namespace

TEST_CASE("a run is found by its fit's key or how that begins", "[export]") {
  const Plan plan = plan_setup().plan();
  const std::string& key = plan.jobs[plan.runs[1].fit].key;
  CHECK(find_run(plan, key).seed == 2);
  CHECK(find_run(plan, key.substr(0, 12)).seed == 2);
}

TEST_CASE("the only fit of a plan needs no key", "[export]") {
  CHECK(find_run(plan_setup({{"seeds", "[5]"}}).plan(), "").seed == 5);
}

TEST_CASE("where it is not clear which, the fits that there are are listed", "[export]") {
  const Plan plan = plan_setup().plan();
  for (const std::string& what : {complaint(plan, ""), complaint(plan, "no such key")}) {
    CHECK_THAT(what, Contains(plan.jobs[plan.runs[0].fit].key.substr(0, 12)));
    CHECK_THAT(what, Contains("scratch -> skin, vgg, ft, seed 2"));
  }
  CHECK_THAT(complaint(plan, ""), Contains("several fits"));
  CHECK_THAT(complaint(plan, "zz"), Contains("begins with \"zz\""));
}
