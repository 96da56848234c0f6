#include "host/execute/chains.hpp"

#include "tests/support/catch.hpp"

#include <optional>
#include <vector>

using tlhost::engine::Chain;
using tlhost::engine::FitJob;
using tlhost::engine::Job;
using tlhost::engine::make_chains;
using tlhost::engine::needed_fit;
using tlhost::engine::Plan;
using tlhost::engine::PredictJob;

namespace {

/// A fit of `rows` images of 10 x 10 for one epoch: work 300 x rows.
Job fit_job(std::size_t rows, std::optional<std::size_t> init = std::nullopt) {
  Job job;
  job.fit = FitJob();
  job.fit->init = init;
  job.fit->train.resize(rows);
  job.fit->training.epochs = 1;
  job.fit->view.view.size = 10;
  return job;
}

/// Work 100 x rows.
Job predict_job(std::size_t of, std::size_t rows) {
  Job job;
  job.predict = PredictJob();
  job.predict->of = of;
  job.predict->test.resize(rows);
  return job;
}

std::vector<std::vector<std::size_t>> jobs_of(const std::list<Chain>& chains) {
  std::vector<std::vector<std::size_t>> all;
  for (const Chain& chain : chains) {
    all.push_back(chain.jobs);
  }
  return all;
}

using Jobs = std::vector<std::vector<std::size_t>>;

}  // namespace

TEST_CASE("a fit and its predictions are one chain", "[execute][chains]") {
  Plan plan;
  plan.jobs = {fit_job(10), predict_job(0, 5), predict_job(0, 6)};
  const auto chains = make_chains(plan, {false, false, false});
  CHECK(jobs_of(chains) == Jobs{{0, 1, 2}});
  CHECK(chains.front().attempts == 0);
  CHECK(chains.front().parked_on.empty());
}

TEST_CASE("the chain with most work behind it comes first", "[execute][chains]") {
  Plan plan;
  // A short source fit with a long target fit behind it, and a fit between the two in length.
  plan.jobs = {fit_job(30), fit_job(1), fit_job(40, 1), predict_job(2, 10)};
  const auto chains = make_chains(plan, {false, false, false, false});
  CHECK(jobs_of(chains) == Jobs{{1}, {2, 3}, {0}});
  std::vector<double> ranks;
  for (const Chain& chain : chains) {
    ranks.push_back(chain.rank);
  }
  // Pixels x samples, a training step counted three times; 2 carries its prediction, 1 carries 2.
  CHECK(ranks == std::vector<double>{300 + 12000 + 1000, 12000 + 1000, 9000});
}

TEST_CASE("chains of equal rank keep the plan's order", "[execute][chains]") {
  Plan plan;
  plan.jobs = {fit_job(3), fit_job(3), fit_job(3)};
  CHECK(jobs_of(make_chains(plan, {false, false, false})) == Jobs{{0}, {1}, {2}});
}

TEST_CASE("what is settled is in no chain and weighs nothing", "[execute][chains]") {
  Plan plan;
  plan.jobs = {fit_job(9), fit_job(1, 0), predict_job(1, 2), predict_job(0, 7)};
  const auto chains = make_chains(plan, {true, false, false, false});
  CHECK(jobs_of(chains) == Jobs{{3}, {1, 2}});  // 700 against 300 + 200
  CHECK(make_chains(plan, {true, true, true, true}).empty());
}

TEST_CASE("predictions of a settled fit are chains of their own", "[execute][chains]") {
  Plan plan;
  plan.jobs = {fit_job(9), predict_job(0, 2), predict_job(0, 7)};
  CHECK(jobs_of(make_chains(plan, {true, false, false})) == Jobs{{2}, {1}});
}

TEST_CASE("a chain needs the threads of its fit", "[execute][chains]") {
  Plan plan;
  plan.jobs = {fit_job(9), predict_job(0, 2)};
  plan.jobs[0].fit->numeric.threads = 3;
  CHECK(make_chains(plan, {false, false}).front().threads == 3);
  CHECK(make_chains(plan, {true, false}).front().threads == 3);
}

TEST_CASE("a job needs the fit that it starts from or predicts with", "[execute][chains]") {
  CHECK_FALSE(needed_fit(fit_job(1)).has_value());
  CHECK(needed_fit(fit_job(1, 4)) == 4);
  CHECK(needed_fit(predict_job(2, 1)) == 2);
}
