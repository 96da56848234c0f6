#include "host/execute/execute.hpp"

#include "host/execute/signals.hpp"
#include "host/execute/supervisor.hpp"

#include <algorithm>
#include <utility>

namespace tlhost::engine {

int Interrupted::exit_code() const { return exit_code_of(signal); }

int exit_code_of(const Execution& execution) {
  const bool failed = std::any_of(execution.begin(), execution.end(), [](const JobResult& result) {
    return result.state == JobState::failed || result.state == JobState::diverged;
  });
  return static_cast<int>(failed ? Exit::some_failed : Exit::done);
}

Execution look_up(const Plan& plan, const Store& store) {
  Execution found;
  for (const Job& job : plan.jobs) {
    const auto artefact = store.find(job.kind(), job.key);
    JobResult result{JobState::skipped, "not computed yet", false};
    if (artefact) {
      const bool diverged = artefact->manifest.status == "diverged";
      result = {diverged ? JobState::diverged : JobState::stored, artefact->manifest.reason, false};
    }
    found.push_back(std::move(result));
  }
  return found;
}

Execution execute(const Plan& plan,
                  const Scans& scans,
                  const Store& store,
                  const ExecuteOptions& options,
                  Log& log) {
  return Supervisor(plan, scans, store, options, log).run();
}

}  // namespace tlhost::engine
