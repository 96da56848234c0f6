#include "host/check/watched_task.hpp"

#include "host/check/tensor_bytes.hpp"

#include <tlhost/error.hpp>

#include <ATen/ATen.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>

namespace tlhost::engine {

struct WatchedTask::OwnPhase {
  std::unique_ptr<HostPhase> phase;
  bool trained = false;
};

/// A call of the strategy, from its beginning to its end.
class WatchedTask::Call {
 public:
  Call(WatchedTask& task, const std::string& name) : task_(task) {
    task_.look_for_draws("before " + name);
    task_.happens(name);
  }

  ~Call() { task_.generator_ = generator_state(); }

  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;

 private:
  WatchedTask& task_;
};

WatchedTask::WatchedTask(const FitWork& work,
                         Context& context,
                         std::string scratch,
                         const Break& broken)
    : inner_(work),
      work_(work),
      context_(context),
      scratch_(std::move(scratch)),
      broken_(broken),
      generator_(generator_state()) {}

WatchedTask::~WatchedTask() = default;

void WatchedTask::look_for_draws(const std::string& where) {
  const at::Tensor now = generator_state();
  if (!equal_bytes(now, generator_)) {
    complaints_.draws.push_back(where);
    generator_ = now;
  }
}

void WatchedTask::happens(const std::string& event) {
  events_.push_back(event);
  if (broken_.way == Break::Way::none || events_.size() <= broken_.event) {
    return;
  }
  switch (broken_.way) {
    case Break::Way::kills:
      ::kill(::getpid(), SIGKILL);
      break;
    case Break::Way::cancels:
      cancelled_ = true;
      break;
    default:
      throw HostStops("the host stops at: " + event);
  }
}

void WatchedTask::progress(double done, double total) {
  const Call call(*this, "progress()");
  context_.progress(done, total);
}

Phase& WatchedTask::phase(std::string_view name) {
  const std::string text = "phase \"" + std::string(name) + "\"";
  const Call call(*this, text);
  if (name.empty() || std::any_of(phases_.begin(), phases_.end(), [name](const OwnPhase& own) {
        return own.phase->name == name;
      })) {
    complaints_.phases.push_back(text + " has no name, or one that was used before");
  }
  phases_.emplace_back();
  phases_.back().phase =
      std::make_unique<HostPhase>(name, work_.job.training, work_.network.size());
  return *phases_.back().phase;
}

const PhaseResult& WatchedTask::train(Phase& phase) {
  const std::string text = "train(\"" + phase.name + "\")";
  const Call call(*this, text);
  const auto own = std::find_if(phases_.begin(), phases_.end(), [&phase](const OwnPhase& p) {
    return p.phase.get() == &phase;
  });
  if (own == phases_.end()) {
    throw Error("train() was given a phase that phase() did not make");
  }
  if (own->trained) {
    complaints_.phases.push_back("phase \"" + phase.name + "\" is trained twice");
  }
  if (linear_set_) {
    complaints_.linear.push_back(text + " comes after set_linear(), which must be last");
  }
  own->trained = true;
  run_phase(*own);
  return trained_.back().result;
}

void WatchedTask::run_phase(const OwnPhase& own) {
  const HostPhase& phase = *own.phase;
  const std::size_t ordinal = trained_.size();
  if (broken_.recall != nullptr && ordinal < broken_.recalled) {
    trained_.push_back(broken_.recall->at(ordinal));
    work_.network.load(trained_.back().state);
    return;
  }
  WatchedPhase watched;
  watched.name = phase.name;
  for (std::size_t i = 0; i < work_.network.size(); ++i) {
    watched.trainable.push_back(phase.stage(i).trainable);
  }
  LoopSettings settings;
  settings.augment = work_.job.training.augment;
  settings.seed = work_.job.seed;
  settings.select = work_.job.select;
  settings.status = [this](const std::string& text) { happens(text); };
  watched.result = train_phase(
      phase, ordinal, work_.network, work_.batches, work_.data, settings, watched.history);
  watched.state = cloned(work_.network.state());
  trained_.push_back(std::move(watched));
}

at::Tensor WatchedTask::features(Part part, std::size_t stage) {
  const Call call(*this, "features()");
  if (stage >= work_.network.head()) {
    complaints_.features.push_back("features() of stage " + std::to_string(stage) +
                                   ", and only 0 .. " + std::to_string(work_.network.head() - 1) +
                                   " have any");
    stage = work_.network.head() - 1;
  }
  return inner_.features(part, stage);
}

at::Tensor WatchedTask::labels(Part part) {
  const Call call(*this, "labels()");
  return inner_.labels(part);
}

at::Tensor WatchedTask::scores(Part part) {
  const Call call(*this, "scores()");
  return inner_.scores(part);
}

double WatchedTask::score(const at::Tensor& validation_scores) {
  const Call call(*this, "score()");
  return inner_.score(validation_scores);
}

void WatchedTask::set_linear(std::size_t stage,
                             const at::Tensor& weight,
                             const at::Tensor& bias,
                             Scores scores) {
  const Call call(*this, "set_linear()");
  if (linear_set_) {
    complaints_.linear.push_back("set_linear() is called twice");
  }
  linear_set_ = true;
  inner_.set_linear(stage, weight, bias, scores);
}

void WatchedTask::end_of_fit() {
  look_for_draws("at the end");
  for (const OwnPhase& own : phases_) {
    if (!own.trained) {
      complaints_.unused_phases.push_back("\"" + own.phase->name + "\"");
    }
  }
}

}  // namespace tlhost::engine
