#pragma once
#include "host/execute/feature_memo.hpp"
#include "host/plan/plan.hpp"
#include "host/process/child_context.hpp"
#include "host/store/store.hpp"

#include <string>

namespace tlhost::engine {

/// What the body of a job works with, in its child.
struct JobSurroundings {
  const Plan& plan;
  const Scans& scans;
  const Store& store;
  ChildContext& context;
  FeatureDesk* desk = nullptr;  ///< null: no caching of features
  std::string torch;
};

/// Trains and publishes a fit; one that diverged is published too, without weights.
/// Errors: Parked; NotApplicable; the SDK's family; Refusal.
void run_fit(const Job& job, const JobSurroundings& around);

/// Scores the test records of a finished fit and publishes them, the ledger entry first.
void run_predict(const Job& job, const JobSurroundings& around);

}  // namespace tlhost::engine
