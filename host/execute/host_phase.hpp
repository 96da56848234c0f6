#pragma once
#include "host/spec/experiment_spec.hpp"

#include <tlhost/phase.hpp>

#include <string>
#include <vector>

namespace tlhost::engine {

/// A phase as a strategy changes it: begins with the experiment's training values.
class HostPhase final : public Phase {
 public:
  HostPhase(std::string_view phase_name, const TrainingRule& rule, std::size_t stages);

  /// Errors: ConfigError if there is no such stage.
  StagePolicy& stage(std::size_t index) override;

  const StagePolicy& stage(std::size_t index) const { return policies_.at(index); }

  /// Errors: ConfigError for values that no training can have (a strategy set them).
  void check() const;

 private:
  std::vector<StagePolicy> policies_;
};

}  // namespace tlhost::engine
