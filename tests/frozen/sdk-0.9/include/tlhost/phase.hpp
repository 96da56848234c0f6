#pragma once
#include <tlhost/api.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace tlhost {
inline namespace v1 {

/// One stage in one phase.  A stage that is not trainable runs wholly in eval mode: norms, dropout,
/// stochastic depth.
struct StagePolicy {
  bool trainable = true;
  double lr = 1, weight_decay = 1;  ///< times the phase's
};

/// What a phase came to.  No clock in it: equal after a recall, so a strategy may branch on it.
struct PhaseResult {
  std::int32_t epochs = 0;      ///< trained
  std::int32_t best_epoch = 0;  ///< 1 is the first; the one that was kept
  double score = 0;             ///< of the kept epoch on the validation part; NaN without one
  bool stopped_early = false;
  std::vector<double> scores;  ///< one an epoch
};

enum class Optimizer : std::uint8_t { sgd, adamw };
enum class Schedule : std::uint8_t { constant, cosine, one_cycle };
enum class Keep : std::uint8_t { best, last };

/// One stretch of training.  Task::phase() makes it with the "training" values of the experiment;
/// change what differs.
struct TLHOST_API Phase {
  std::string name;
  std::int32_t epochs = 0, batch = 0;
  Optimizer optimizer = Optimizer::sgd;
  double lr = 0, momentum = 0, weight_decay = 0;  ///< lr a step; of one_cycle: its peak
  double clip = 0;                                ///< largest gradient norm, 0: none
  bool decay_vectors = true;                      ///< weight decay on biases and norms too
  Schedule schedule = Schedule::constant;
  double warmup = 0;  ///< fraction of the phase, linear from 0
  Keep keep = Keep::best;
  std::int32_t patience = 0;  ///< epochs without a better validation score; 0: no limit
  bool augment = true;        ///< as "training.augment" says

  virtual StagePolicy& stage(std::size_t index) = 0;

 protected:
  ~Phase() = default;
};

}  // namespace v1
}  // namespace tlhost
