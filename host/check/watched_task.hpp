#pragma once
#include "host/execute/fit_task.hpp"

#include <tlhost/task.hpp>

#include <cstddef>
#include <deque>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace tlhost::engine {

/// What the host throws through a strategy when it must stop.
struct HostStops : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// One phase as a strategy made and trained it.
struct WatchedPhase {
  std::string name;
  std::vector<bool> trainable;  ///< of each stage
  PhaseResult result;
  std::vector<EpochRow> history;
  NamedTensors state;  ///< of the network behind it
};

/// Where a fit ends before its end, and what it need not do again.
struct Break {
  enum class Way : std::uint8_t { none, throws, kills, cancels };
  Way way = Way::none;
  std::size_t event = 0;                             ///< at which
  const std::deque<WatchedPhase>* recall = nullptr;  ///< phases of an earlier, equal fit ...
  std::size_t recalled = 0;                          ///< ... of which so many are not trained again
};

/// What a strategy did that it may not, or need not, by subject.
struct Complaints {
  std::vector<std::string> phases, unused_phases, linear, features, draws;
};

/// A fit's task that takes down what the strategy does, and can break off at any event: a call of
/// the strategy, a step or an epoch.  It lets pass what a strict host would refuse, and takes it
/// down instead.
class WatchedTask final : public Task {
 public:
  /// work: as for FitTask; its context is used for nothing.
  WatchedTask(const FitWork& work, Context& context, std::string scratch, const Break& broken);
  ~WatchedTask();

  void log(Level level, std::string_view text) override { context_.log(level, text); }

  bool cancelled() const noexcept override { return cancelled_; }

  void progress(double done, double total) override;

  std::string scratch() override { return scratch_; }

  const TargetInfo& target() const override { return inner_.target(); }

  const SourceInfo& source() const override { return inner_.source(); }

  Network& network() override { return inner_.network(); }

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

  /// Looks at what the strategy did since its last call.
  void end_of_fit();

  const std::vector<std::string>& events() const { return events_; }

  const std::deque<WatchedPhase>& trained() const { return trained_; }

  const Complaints& complaints() const { return complaints_; }

  bool linear_set() const { return linear_set_; }

  /// The scores of the result on a part, and where the network ends early the classifier there.
  at::Tensor result_scores(Part part) { return inner_.result_scores(part); }

  const std::optional<LinearEnd>& linear_end() const { return inner_.linear_end(); }

 private:
  class Call;
  struct OwnPhase;

  void happens(const std::string& event);
  void look_for_draws(const std::string& where);
  void run_phase(const OwnPhase& own);

  FitTask inner_;
  FitWork work_;
  Context& context_;
  std::string scratch_;
  Break broken_;
  bool cancelled_ = false, linear_set_ = false;
  at::Tensor generator_;  ///< as the host left it
  std::vector<std::string> events_;
  std::deque<OwnPhase> phases_;
  std::deque<WatchedPhase> trained_;
  Complaints complaints_;
};

}  // namespace tlhost::engine
