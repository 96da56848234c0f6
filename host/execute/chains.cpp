#include "host/execute/chains.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace tlhost::engine {
namespace {

/// Work of a job in passes over pixels; a training step is three.
double cost_of(const Plan& plan, const Job& job) {
  const FitJob& fit = fit_of(plan, job);
  const auto pixels = static_cast<double>(fit.view.view.size * fit.view.view.size);
  const double samples = job.fit ? 3.0 * static_cast<double>(fit.train.size()) *
                                       static_cast<double>(fit.training.epochs)
                                 : static_cast<double>(job.predict->test.size());
  return pixels * samples;
}

std::vector<double> upward_ranks(const Plan& plan, const std::vector<bool>& settled) {
  std::vector<double> rank(plan.jobs.size(), 0);
  for (std::size_t i = plan.jobs.size(); i-- > 0;) {
    rank[i] += settled[i] ? 0 : cost_of(plan, plan.jobs[i]);
    if (const auto fit = needed_fit(plan.jobs[i])) {
      rank[*fit] = std::max(rank[*fit], rank[i]);
    }
  }
  return rank;
}

}  // namespace

std::optional<std::size_t> needed_fit(const Job& job) {
  return job.fit ? job.fit->init : job.predict->of;
}

std::string whose_code(const Plan& plan, const Job& job) {
  const FitJob& fit = fit_of(plan, job);
  const std::string model = fit.model.plugin + " models/" + fit.model.name;
  return job.predict ? model
                     : fit.strategy.plugin + " strategies/" + fit.strategy.name + " with " + model;
}

std::list<Chain> make_chains(const Plan& plan, const std::vector<bool>& settled) {
  const std::vector<double> rank = upward_ranks(plan, settled);
  std::list<Chain> chains;
  std::map<std::size_t, Chain*> of_fit;
  for (std::size_t i = 0; i < plan.jobs.size(); ++i) {
    const Job& job = plan.jobs[i];
    const auto own_fit = job.predict ? of_fit.find(job.predict->of) : of_fit.end();
    if (settled[i]) {
      continue;
    }
    if (own_fit != of_fit.end()) {
      own_fit->second->jobs.push_back(i);
      continue;
    }
    Chain chain;
    chain.jobs = {i};
    chain.rank = rank[i];
    chain.threads = static_cast<int>(fit_of(plan, job).numeric.threads);
    chains.push_back(std::move(chain));
    if (job.fit) {
      of_fit[i] = &chains.back();
    }
  }
  chains.sort([](const Chain& a, const Chain& b) {
    return a.rank != b.rank ? a.rank > b.rank : a.jobs.front() < b.jobs.front();
  });
  return chains;
}

}  // namespace tlhost::engine
