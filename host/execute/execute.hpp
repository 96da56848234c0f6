#pragma once
#include "host/log/log.hpp"
#include "host/plan/plan.hpp"
#include "host/scan/scan.hpp"
#include "host/store/store.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tlhost::engine {

enum class JobState : std::uint8_t { stored, diverged, failed, not_applicable, skipped };

/// What a job came to.
struct JobResult {
  JobState state = JobState::stored;
  std::string reason;     ///< when not stored
  bool computed = false;  ///< in this run
};

/// One entry per job of the plan.
using Execution = std::vector<JobResult>;

struct ExecuteOptions {
  int jobs = 1;  ///< children at once; their threads together stay within the usable cores
  bool cache_features = true;  ///< never changes a byte of the results
};

/// SIGINT, SIGTERM, SIGHUP, SIGUSR1 or SIGUSR2 came: what is finished is in the store.
struct Interrupted {
  int signal = 0;
  int exit_code() const;
};

/// Runs the jobs that the store does not hold yet, one forked child a job (a fit and its
/// predictions in one), until all are done or cannot be.  A child that crashes is tried three
/// times; a job that fails takes along only those that need it.  Errors: Refusal(disk) for a full
/// disk; Interrupted.
Execution execute(const Plan& plan,
                  const Scans& scans,
                  const Store& store,
                  const ExecuteOptions& options,
                  Log& log);

/// 0, or 1 if a job failed or diverged.
int exit_code_of(const Execution& execution);

/// Which jobs the store holds already.
Execution look_up(const Plan& plan, const Store& store);

}  // namespace tlhost::engine
