#pragma once
#include "host/execute/feature_memo.hpp"
#include "host/execute/host_network.hpp"
#include "host/execute/host_phase.hpp"
#include "host/execute/training_loop.hpp"
#include "host/plan/plan.hpp"
#include "host/process/child_context.hpp"

#include <tlhost/task.hpp>

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tlhost::engine {

/// A linear classifier on an earlier stage: the network ends there.
struct LinearEnd {
  std::size_t stage = 0;
  at::Tensor weight, bias;  ///< [C,D], [C] float32
};

/// A phase as it went: for phases.json.
struct FinishedPhase {
  std::string name;
  PhaseResult result;
};

/// All that a fit works on; referred to by the task.
struct FitWork {
  const FitJob& job;
  HostNetwork& network;
  const Batches& batches;
  const FitData& data;
  FeatureMemo& memo;
  ChildContext& context;
};

/// The host's side of one strategy.  It has no rows but those of the training and the validation
/// part.
class FitTask final : public Task {
 public:
  explicit FitTask(const FitWork& work);

  void log(Level level, std::string_view text) override { work_.context.log(level, text); }

  bool cancelled() const noexcept override { return work_.context.cancelled(); }

  void progress(double done, double total) override { work_.context.progress(done, total); }

  std::string scratch() override { return work_.context.scratch(); }

  const TargetInfo& target() const override { return target_; }

  const SourceInfo& source() const override { return source_; }

  Network& network() override { return work_.network; }

  Phase& phase(std::string_view name) override;
  const PhaseResult& train(Phase& phase) override;
  at::Tensor features(Part part, std::size_t stage) override;
  at::Tensor labels(Part part) override;
  at::Tensor scores(Part part) override;
  double score(const at::Tensor& validation_scores) override;
  void set_linear(std::size_t stage,
                  const at::Tensor& weight,
                  const at::Tensor& bias,
                  Scores scores) override;

  Scores score_kind() const { return score_kind_; }

  const std::optional<LinearEnd>& linear_end() const { return linear_end_; }

  const std::vector<EpochRow>& history() const { return history_; }

  const std::deque<FinishedPhase>& finished() const { return finished_; }

  /// Scores of the result, the linear end included, on a part: [N,C].
  at::Tensor result_scores(Part part);

 private:
  const std::vector<std::int64_t>& rows(Part part) const;

  FitWork work_;
  TargetInfo target_;
  SourceInfo source_;
  std::deque<std::unique_ptr<HostPhase>> phases_;
  std::deque<FinishedPhase> finished_;
  std::vector<EpochRow> history_;
  Scores score_kind_ = Scores::logits;
  std::optional<LinearEnd> linear_end_;
};

/// Scores of a linear end on pooled features [N,D]: [N,C] float32.  In blocks, as every evaluation.
at::Tensor linear_scores(const LinearEnd& end, const at::Tensor& features);

}  // namespace tlhost::engine
