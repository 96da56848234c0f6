#pragma once
#include <tlhost/context.hpp>
#include <tlhost/network.hpp>
#include <tlhost/phase.hpp>
#include <tlhost/target.hpp>

#include <cstddef>
#include <string_view>

namespace tlhost {
inline namespace v1 {

/// What the numbers of a result are.  margins get no likelihood or calibration figure before
/// calibration on validation.
enum class Scores : std::uint8_t { logits, margins, probabilities };

/// The host's side of one strategy on one source, target, model and seed.
///
/// fit() is durable by replay: after a kill it runs again from its first line.  So outside train()
/// it must be a pure function of what the task gives. Threads: the thread that called fit(), except
/// for what comes from Context.
struct TLHOST_API Task : Context {
  virtual const TargetInfo& target() const = 0;
  virtual const SourceInfo& source() const = 0;

  virtual Network& network() = 0;  ///< the one that becomes the result: the source with a new head

  virtual Phase& phase(std::string_view name) = 0;     ///< a name is used once
  virtual const PhaseResult& train(Phase& phase) = 0;  ///< then network() holds the kept epoch

  virtual at::Tensor features(
      Part part, std::size_t stage) = 0;  ///< [N,D] pooled, float32, CPU; yours to change
  /// [N] int64, in the same order; multilabel: [N,C] float32 of 1, 0 and NaN (unknown).  CPU.
  virtual at::Tensor labels(Part part) = 0;
  virtual at::Tensor scores(Part part) = 0;  ///< [N,C] of network() as it is; CPU
  /// The experiment's selection metric of scores [N,C] on the validation part, higher is better;
  /// NaN if it is not defined there.
  virtual double score(const at::Tensor& validation_scores) = 0;

  /// The result is network(), unless this is called, last.
  /// Linear on the pooled features of stage: weight [C,D], bias [C].  On the last backbone stage it
  /// is written into the head at once; on an earlier one the result ends there.  Binary: give both
  /// rows (-w, w).
  virtual void set_linear(std::size_t stage,
                          const at::Tensor& weight,
                          const at::Tensor& bias,
                          Scores scores) = 0;

 protected:
  ~Task() = default;
};

}  // namespace v1
}  // namespace tlhost
