#include "host/execute/supervisor.hpp"

#include "host/execute/job_child.hpp"
#include "host/execute/last_words.hpp"
#include "host/execute/numeric.hpp"
#include "host/process/processor.hpp"
#include "host/process/refusal_message.hpp"

#include <poll.h>
#include <signal.h>

#include <algorithm>
#include <utility>

namespace tlhost::engine {
namespace {

constexpr int kMostAttempts = 3;
constexpr int kTickMs = 1000;

}  // namespace

Supervisor::Supervisor(const Plan& plan,
                       const Scans& scans,
                       const Store& store,
                       const ExecuteOptions& options,
                       Log& log)
    : plan_(plan),
      scans_(scans),
      store_(store),
      options_(options),
      log_(log),
      results_(look_up(plan, store)) {
  for (const JobResult& result : results_) {
    settled_.push_back(result.state != JobState::skipped);  // what look_up did not find
    to_do_ += settled_.back() ? 0 : 1;
  }
  waiting_ = make_chains(plan, settled_);
}

Execution Supervisor::run() {
  while (!waiting_.empty() || !running_.empty()) {
    start_what_fits();
    show_status();
    if (!running_.empty()) {
      wait_for_news();
    }
  }
  log_.status("");
  return std::move(results_);
}

bool Supervisor::is_ready(const Chain& chain) const {
  const auto fit = needed_fit(plan_.jobs[chain.jobs.front()]);
  return chain.parked_on.empty() &&
         (!fit || (settled_[*fit] && results_[*fit].state == JobState::stored));
}

std::optional<JobResult> Supervisor::doomed(const Chain& chain) const {
  const auto fit = needed_fit(plan_.jobs[chain.jobs.front()]);
  if (!fit || !settled_[*fit] || results_[*fit].state == JobState::stored) {
    return std::nullopt;
  }
  return JobResult{JobState::skipped, plan_.jobs[*fit].label + ": " + results_[*fit].reason, false};
}

void Supervisor::start_what_fits() {
  int threads = 0;
  for (const Running& running : running_) {
    threads += running.chain.threads;
  }
  for (auto at = waiting_.begin(); at != waiting_.end();) {
    if (const auto fate = doomed(*at)) {
      give_up(*at, fate->reason);
      at = waiting_.erase(at);
      continue;
    }
    const bool slot = static_cast<int>(running_.size()) < options_.jobs;
    const bool cores =
        running_.empty() || threads + at->threads <= std::max(usable_cores(), options_.jobs);
    if (!slot || !cores || !is_ready(*at)) {
      // A wide job that is ready is not overtaken for ever by narrow ones.
      if (slot && is_ready(*at)) {
        break;
      }
      ++at;
      continue;
    }
    threads += at->threads;
    start(std::move(*at));
    at = waiting_.erase(at);
  }
}

void Supervisor::start(Chain chain) {
  ++chain.attempts;
  const Job& first = plan_.jobs[chain.jobs.front()];
  const Draft scratch = store_.begin(boost::json::value{{"kind", "scratch/1"}, {"of", first.key}});
  Child child = Child::start(scratch.work + "/log", [&](Channel& channel) {
    ChildContext context(channel, scratch.folder);
    ChannelDesk desk(channel);
    const JobSurroundings around{plan_,
                                 scans_,
                                 store_,
                                 context,
                                 options_.cache_features ? &desk : nullptr,
                                 engine_facts().torch};
    const int code = run_jobs(chain.jobs, around, channel);
    store_.discard(scratch);
    return code;
  });
  const std::size_t current = chain.jobs.front();
  running_.push_back(
      {std::move(chain), std::move(child), scratch, current, "", false, std::nullopt});
}

void Supervisor::wait_for_news() {
  std::vector<pollfd> watched{{signals_.descriptor(), POLLIN, 0}};
  for (Running& running : running_) {
    const Channel& channel = running.child.channel();  // one that was lost would wake us for ever
    watched.push_back({channel.closed() ? -1 : channel.descriptor(), POLLIN, 0});
  }
  poll(watched.data(), watched.size(), kTickMs);
  if (const auto signal = signals_.take()) {
    stop(*signal);
  }
  for (auto at = running_.begin(); at != running_.end();) {
    const auto ended = at->child.poll();
    for (const boost::json::value& message : at->child.channel().drain()) {
      take(*at, message);
    }
    if (!ended) {
      ++at;
      continue;
    }
    reap(*at, *ended);
    store_.discard(at->scratch);
    at = running_.erase(at);
  }
}

void Supervisor::take(Running& running, const boost::json::value& message) {
  const boost::json::object* fields = message.if_object();
  if (fields == nullptr || !fields->contains("type")) {
    return;
  }
  const auto text = [fields](const char* name) {
    return std::string(fields->at(name).as_string());
  };
  const auto job = [fields] {
    return static_cast<std::size_t>(fields->at("job").to_number<std::int64_t>());
  };
  const std::string type = text("type");
  if (type == "begin") {
    running.current = job();
  } else if (type == "done") {
    finish_if_stored(job());
  } else if (type == "failed" || type == "not_applicable") {
    running.told = true;
    finish(job(), type == "failed" ? JobState::failed : JobState::not_applicable, text("reason"));
  } else if (type == "progress") {
    running.status = text("text");
  } else if (type == "need") {
    answer(running, text("key"));
  } else if (type == "made") {
    computing_.erase(text("key"));
  } else if (type == "error") {
    running.refused = refusal_from_message(message);
  } else if (type == "log") {
    const std::string line = plan_.jobs[running.current].label + ": " + text("text");
    fields->at("level").as_int64() >= 2 ? log_.warning(line) : log_.debug(line);
  }
}

void Supervisor::answer(Running& running, const std::string& key) {
  const char* word = "compute";
  const auto other = computing_.find(key);
  if (other != computing_.end() && other->second != &running) {
    word = "wait";
    running.chain.parked_on = key;
  } else if (store_.find("features", key)) {
    word = "there";
  } else {
    computing_[key] = &running;
  }
  running.child.channel().send({{"answer", word}});
}

void Supervisor::reap(Running& running, const ChildExit& ended) {
  std::erase_if(computing_, [&running](const auto& entry) { return entry.second == &running; });
  for (Chain& chain : waiting_) {
    if (computing_.count(chain.parked_on) == 0) {
      chain.parked_on.clear();
    }
  }
  if (running.refused) {
    throw *running.refused;
  }
  Chain chain = std::move(running.chain);
  // A plugin may leave with any exit code: only who was told to wait is parked.
  const bool parked = ended.signal == 0 && ended.code == kParkedCode && !chain.parked_on.empty();
  if (!parked || computing_.count(chain.parked_on) == 0) {
    chain.parked_on.clear();
  }
  for (const std::size_t job : chain.jobs) {
    finish_if_stored(job);  // what is there counts, even where the child could not say so any more
  }
  std::erase_if(chain.jobs, [this](std::size_t job) { return settled_[job]; });
  if (chain.jobs.empty()) {
    return;
  }
  if (parked) {
    --chain.attempts;
    waiting_.push_front(std::move(chain));
    return;
  }
  if (running.told || doomed(chain)) {
    waiting_.push_back(std::move(chain));  // what is left needs a fit that failed or diverged
    return;
  }
  retry(std::move(chain), ended.text(), last_words(running.scratch.work + "/log"));
}

/// After a child that ended without a word, whatever its exit code.
void Supervisor::retry(Chain chain, const std::string& how, const std::string& said) {
  store_.sweep();  // what it had begun
  const Job& job = plan_.jobs[chain.jobs.front()];
  const std::string reason = whose_code(plan_, job) + ": " + how + " before its job was done";
  const std::string words = said.empty() ? "" : "; its last words: " + said;
  if (chain.attempts < kMostAttempts) {
    log_.warning(job.label + ": " + reason + "; trying again" + words);
    waiting_.push_front(std::move(chain));
    return;
  }
  finish(chain.jobs.front(),
         JobState::failed,
         reason + ", " + std::to_string(chain.attempts) + " times" + words);
  chain.jobs.erase(chain.jobs.begin());
  chain.attempts = 0;
  if (!chain.jobs.empty()) {
    waiting_.push_back(std::move(chain));
  }
}

void Supervisor::finish_if_stored(std::size_t job) {
  const auto artefact =
      settled_[job] ? std::nullopt : store_.find(plan_.jobs[job].kind(), plan_.jobs[job].key);
  if (artefact) {
    const bool diverged = artefact->manifest.status == "diverged";
    finish(job, diverged ? JobState::diverged : JobState::stored, artefact->manifest.reason);
  }
}

void Supervisor::finish(std::size_t job, JobState state, const std::string& reason) {
  if (settled_[job]) {
    return;
  }
  settled_[job] = true;
  results_[job] = {state, reason, true};
  ++done_;
  const std::string line =
      "[" + std::to_string(done_) + "/" + std::to_string(to_do_) + "] " + plan_.jobs[job].label;
  if (state == JobState::stored) {
    log_.info(line);
  } else {
    log_.warning(line + (state == JobState::not_applicable ? ": not applicable: " : ": ") + reason);
  }
}

void Supervisor::give_up(const Chain& chain, const std::string& reason) {
  for (const std::size_t job : chain.jobs) {
    finish(job, JobState::skipped, reason);
  }
}

void Supervisor::show_status() {
  std::string text = "[" + std::to_string(done_) + "/" + std::to_string(to_do_) + "]";
  for (const Running& running : running_) {
    text += " | " + plan_.jobs[running.current].label +
            (running.status.empty() ? "" : ": " + running.status);
  }
  log_.status(text);
}

void Supervisor::stop(int signal) {
  for (Running& running : running_) {
    running.child.kill(SIGKILL);  // whatever it had not published is computed again
    running.child.wait();
    store_.discard(running.scratch);
  }
  running_.clear();
  store_.sweep();
  log_.status("");
  log_.warning("interrupted: " + std::to_string(done_) + " of " + std::to_string(to_do_) +
               " jobs are done; the same command goes on from there");
  throw Interrupted{signal};
}

}  // namespace tlhost::engine
