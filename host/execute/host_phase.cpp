#include "host/execute/host_phase.hpp"

#include <tlhost/error.hpp>

#include <cmath>

namespace tlhost::engine {

HostPhase::HostPhase(std::string_view phase_name, const TrainingRule& rule, std::size_t stages)
    : policies_(stages) {
  name = std::string(phase_name);
  epochs = static_cast<std::int32_t>(rule.epochs);
  batch = static_cast<std::int32_t>(rule.batch);
  optimizer = rule.optimizer == "adamw" ? Optimizer::adamw : Optimizer::sgd;
  lr = rule.lr;
  momentum = rule.momentum;
  weight_decay = rule.weight_decay;
  clip = rule.clip;
  decay_vectors = rule.decay_vectors;
  schedule = rule.schedule == "cosine"      ? Schedule::cosine
             : rule.schedule == "one_cycle" ? Schedule::one_cycle
                                            : Schedule::constant;
  warmup = rule.warmup;
  keep = rule.keep == "last" ? Keep::last : Keep::best;
  patience = static_cast<std::int32_t>(rule.patience);
}

StagePolicy& HostPhase::stage(std::size_t index) {
  if (index >= policies_.size()) {
    throw ConfigError("phase \"" + name + "\": there is no stage " + std::to_string(index) +
                      "; the model has " + std::to_string(policies_.size()) + ", counted from 0");
  }
  return policies_[index];
}

void HostPhase::check() const {
  const auto refuse = [this](const std::string& what) {
    return ConfigError("phase \"" + name + "\": " + what);
  };
  if (epochs < 1 || batch < 1) {
    throw refuse("epochs and batch must be at least 1");
  }
  if (!(lr > 0) || !std::isfinite(lr) || !(momentum >= 0) || momentum >= 1 ||
      !(weight_decay >= 0) || !(clip >= 0)) {
    throw refuse("lr must be above 0, momentum in [0, 1), weight_decay and clip not negative");
  }
  bool trainable = false;
  for (const StagePolicy& policy : policies_) {
    trainable = trainable || policy.trainable;
    if (!(policy.lr >= 0) || !(policy.weight_decay >= 0)) {
      throw refuse("a stage's lr and weight_decay must not be negative");
    }
  }
  if (!trainable) {
    throw refuse("no stage is trainable");
  }
}

}  // namespace tlhost::engine
