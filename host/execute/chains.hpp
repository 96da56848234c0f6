#pragma once
#include "host/plan/plan.hpp"

#include <list>
#include <optional>
#include <string>
#include <vector>

namespace tlhost::engine {

/// Jobs that one child runs in order: a fit and the predictions that need only it.
struct Chain {
  std::vector<std::size_t> jobs;
  double rank = 0;  ///< work from here to the end of the plan: the largest begins first
  int attempts = 0;
  std::string parked_on;  ///< key that another child is computing
  int threads = 1;
};

/// The jobs that are not `settled`, in chains, largest rank first, ties in plan order.
std::list<Chain> make_chains(const Plan& plan, const std::vector<bool>& settled);

/// The fit that a job cannot do without.
std::optional<std::size_t> needed_fit(const Job& job);

/// Whose code a job runs: "org.a strategies/b with org.c models/d"; a prediction only the model's.
std::string whose_code(const Plan& plan, const Job& job);

}  // namespace tlhost::engine
