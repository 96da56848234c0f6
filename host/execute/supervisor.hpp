#pragma once
#include "host/execute/chains.hpp"
#include "host/execute/execute.hpp"
#include "host/execute/signals.hpp"
#include "host/process/child.hpp"

#include <list>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tlhost::engine {

/// One thread, no plugin code, no tensor: starts children, answers them and watches them end.
class Supervisor {
 public:
  Supervisor(const Plan& plan,
             const Scans& scans,
             const Store& store,
             const ExecuteOptions& options,
             Log& log);
  Execution run();

 private:
  struct Running {
    Chain chain;
    Child child;
    Draft scratch;
    std::size_t current = 0;  ///< job that it is at
    std::string status;
    bool told = false;  ///< it said itself how its job ended
    std::optional<Refusal> refused;
  };

  bool is_ready(const Chain& chain) const;
  /// Fate of a chain whose needs failed; nothing while they may still come.
  std::optional<JobResult> doomed(const Chain& chain) const;
  void start_what_fits();
  void start(Chain chain);
  void wait_for_news();
  void take(Running& running, const boost::json::value& message);
  void answer(Running& running, const std::string& key);
  void reap(Running& running, const ChildExit& ended);
  void retry(Chain chain, const std::string& how, const std::string& said);
  /// Settles a job by what the store holds of it.
  void finish_if_stored(std::size_t job);
  void finish(std::size_t job, JobState state, const std::string& reason);
  void give_up(const Chain& chain, const std::string& reason);
  void show_status();
  void stop(int signal);

  const Plan& plan_;
  const Scans& scans_;
  const Store& store_;
  const ExecuteOptions& options_;
  Log& log_;
  SignalGate signals_;
  Execution results_;
  std::vector<bool> settled_;
  std::list<Chain> waiting_;
  std::list<Running> running_;
  std::map<std::string, const Running*> computing_;  ///< features, by key
  std::size_t to_do_ = 0, done_ = 0;
};

}  // namespace tlhost::engine
