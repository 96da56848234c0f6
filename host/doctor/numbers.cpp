#include "host/doctor/numbers.hpp"

#include "host/doctor/measure.hpp"
#include "host/execute/numeric.hpp"
#include "host/process/child.hpp"
#include "host/process/refusal_message.hpp"

#include <poll.h>
#include <signal.h>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

namespace tlhost::engine {
namespace {

constexpr const char* kTopic = "numbers";
constexpr int kPatienceMs = 30000;
constexpr int kMostThreads = 8;  // of the measurement: more seldom help one job

/// What the child says: facts first, so that they are there if measuring fails.
int look(Channel& channel, const Processor& processor) {
  set_up_numerics({});
  boost::json::object facts = numeric_class({}).as_object();
  facts["gpus"] = gpu_count();
  channel.send({{"type", "facts"}, {"facts", std::move(facts)}});
  const int threads = std::min(usable_cores(), kMostThreads);
  channel.send({{"type", "measured"}, {"measured", measure(processor.bf16, threads)}});
  return 0;
}

Finding problem_finding(const std::string& what, const std::string& remedy) {
  return {kTopic, "arithmetic", what, State::problem, remedy, boost::json::string(what)};
}

struct Told {
  std::optional<boost::json::object> facts;
  boost::json::value measured;
  std::vector<Finding> problems;
};

void add_problems(const Refusal& refusal, Told& told) {
  for (const Problem& problem : refusal.problems()) {
    told.problems.push_back(problem_finding(problem.what + " [" + problem.code + "]", problem.fix));
  }
}

void take(const boost::json::value& message, Told& told) {
  const boost::json::string& type = message.at("type").as_string();
  if (type == "facts") {
    told.facts = message.at("facts").as_object();
  } else if (type == "measured") {
    told.measured = message.at("measured");
  } else if (type == "error") {
    add_problems(refusal_from_message(message), told);
  }
}

/// Reads the child to its end.
Told listen(Child& child) {
  Told told;
  bool ended = false;
  while (!ended) {
    pollfd wait{child.channel().descriptor(), POLLIN, 0};
    const int ready = ::poll(&wait, 1, kPatienceMs);
    if (ready == 0) {
      child.kill(SIGKILL);
      told.problems.push_back(problem_finding("LibTorch hangs in a child process", "report this"));
      return told;
    }
    for (const boost::json::value& message : child.channel().drain()) {
      take(message, told);
    }
    ended = (wait.revents & (POLLHUP | POLLERR)) != 0;
  }
  for (const boost::json::value& message : child.channel().drain()) {
    take(message, told);
  }
  const ChildExit exit = child.wait();
  if (told.problems.empty() && (exit.code != 0 || exit.signal != 0)) {
    told.problems.push_back(
        problem_finding("LibTorch in a child process: " + exit.text(), "report this"));
  }
  return told;
}

}  // namespace

std::vector<Finding> number_findings() {
  const Processor processor = this_processor();
  Told told;
  try {
    Child child =
        Child::start("", [&processor](Channel& channel) { return look(channel, processor); });
    told = listen(child);
  } catch (const Refusal& refusal) {
    add_problems(refusal, told);
  }
  std::vector<Finding> findings;
  if (told.facts) {
    findings = findings_of_numbers(*told.facts, told.measured, processor);
  }
  for (Finding& problem : told.problems) {
    findings.push_back(std::move(problem));
  }
  return findings;
}

}  // namespace tlhost::engine
