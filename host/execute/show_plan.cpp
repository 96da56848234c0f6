#include "host/execute/show_plan.hpp"

#include "host/store/file_ops.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <cmath>
#include <map>
#include <utility>

namespace tlhost::engine {
namespace {

const char* state_text(JobState state) {
  switch (state) {
    case JobState::stored:
      return "stored";
    case JobState::diverged:
      return "diverged";
    default:
      return "to run";
  }
}

/// What jobs that are alike in time share: kind, strategy and image size.
std::string like_of(const Plan& plan, const Job& job) {
  const FitJob& fit = fit_of(plan, job);
  return std::string(job.kind()) + " " + fit.strategy.name + " " +
         std::to_string(fit.view.view.size) + " " + std::to_string(fit.numeric.threads) + " " +
         fit.numeric.precision;
}

/// Amount of work that time is taken to be proportional to among jobs that are alike.
double amount_of(const Plan& plan, const Job& job) {
  const FitJob& fit = fit_of(plan, job);
  return job.fit ? static_cast<double>(fit.train.size()) * static_cast<double>(fit.training.epochs)
                 : static_cast<double>(job.predict->test.size());
}

/// Seconds per amount, from the timing of stored jobs.
std::map<std::string, double> history(const Plan& plan,
                                      const Execution& found,
                                      const Store& store) {
  std::map<std::string, std::pair<double, double>> sums;
  for (std::size_t i = 0; i < plan.jobs.size(); ++i) {
    const auto artefact = found[i].state == JobState::stored
                              ? store.find(plan.jobs[i].kind(), plan.jobs[i].key)
                              : std::nullopt;
    if (artefact) {
      const boost::json::value timing =
          boost::json::parse(read_file(artefact->path("timing.json")));
      const boost::json::value* wall = timing.as_object().if_contains("wall_s");
      auto& [seconds, amount] = sums[like_of(plan, plan.jobs[i])];
      seconds += wall != nullptr ? wall->to_number<double>() : 0;
      amount += amount_of(plan, plan.jobs[i]);
    }
  }
  std::map<std::string, double> rates;
  for (const auto& [like, sum] : sums) {
    rates[like] = sum.second > 0 ? sum.first / sum.second : 0;
  }
  return rates;
}

std::string seconds_text(double seconds) {
  return seconds < 10 ? std::to_string(static_cast<int>(std::ceil(seconds))) + " s"
                      : std::to_string(static_cast<int>(std::lround(seconds))) + " s";
}

}  // namespace

std::string plan_text(const Plan& plan, const Execution& found, const Store& store) {
  const auto rates = history(plan, found, store);
  std::string text;
  std::size_t to_run = 0, unknown = 0;
  double total = 0;
  for (std::size_t i = 0; i < plan.jobs.size(); ++i) {
    const Job& job = plan.jobs[i];
    std::string estimate;
    if (found[i].state == JobState::skipped) {
      ++to_run;
      const auto rate = rates.find(like_of(plan, job));
      const double seconds = rate == rates.end() ? 0 : rate->second * amount_of(plan, job);
      unknown += rate == rates.end() ? 1 : 0;
      total += seconds;
      estimate = rate == rates.end() ? "  time unknown" : "  about " + seconds_text(seconds);
    }
    text += std::string(state_text(found[i].state)) + "  " + job.key.substr(0, 12) + "  " +
            job.label + estimate + "\n";
  }
  for (const std::string& sentence : plan.left_out) {
    text += "left out  " + sentence + "\n";
  }
  text += std::to_string(plan.jobs.size()) + " jobs, " + std::to_string(to_run) + " to run";
  text += to_run == 0
              ? ""
              : ", about " + seconds_text(total) + " of one job at a time by this store's history";
  text += unknown == 0 ? "" : " (" + std::to_string(unknown) + " have none)";
  return text + "; plan " + plan.id.substr(0, 12) + "\n";
}

std::string plan_json(const Plan& plan, const Scans& scans, const Execution& found) {
  boost::json::value json = to_json(plan, scans);
  boost::json::array states;
  for (const JobResult& result : found) {
    states.push_back(boost::json::value(state_text(result.state)));
  }
  return boost::json::serialize(
             boost::json::object{{"plan", std::move(json)}, {"states", std::move(states)}}) +
         "\n";
}

}  // namespace tlhost::engine
