#pragma once
#include "host/data/batches.hpp"
#include "host/data/mixing.hpp"
#include "host/execute/fit_data.hpp"
#include "host/execute/host_network.hpp"
#include "host/execute/host_phase.hpp"

#include <tlhost/phase.hpp>

#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

namespace tlhost::engine {

/// One line of history.csv.
struct EpochRow {
  std::string phase;
  std::int64_t epoch = 0;
  double lr = 0, train_loss = 0, validation_loss = 0,
         score = 0;  ///< NaN where there is no validation part
};

/// What the loop needs beside the phase.
struct LoopSettings {
  AugmentRule augment;
  Sampler sampler = Sampler::plain;
  MixRule mix;
  bool class_weight = false;
  double focal = 0;  ///< gamma of the focal loss; 0: cross-entropy
  bool bf16 = false;
  std::uint64_t seed = 0;
  std::string select;                              ///< validation metric: auc | accuracy
  std::function<void(const std::string&)> status;  ///< progress in words
};

/// The loss was not finite.
struct Diverged : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// The one training loop.  Trains network() through a phase; at the end it holds the kept epoch:
/// the last, or the best by validation score (then by validation loss, then the earlier); without a
/// validation part, or where the score is undefined in every epoch, the last. ordinal: which phase
/// of the fit this is, 0 first; part of its random streams. Errors: Diverged, ConfigError
/// (HostPhase::check).
PhaseResult train_phase(const HostPhase& phase,
                        std::size_t ordinal,
                        HostNetwork& network,
                        const Batches& batches,
                        const FitData& data,
                        const LoopSettings& settings,
                        std::vector<EpochRow>& history);

/// The selection metric of scores [N,C] of the validation part; NaN where it is not defined.
double selection_of(const at::Tensor& scores, const FitData& data, const std::string& metric);

}  // namespace tlhost::engine
