#pragma once
// For the tests of a strategy, no ABI: a task that trains nothing and remembers what was asked.
#include <tlhost/error.hpp>
#include <tlhost/task.hpp>
#include <tlhost/testing.hpp>

#include <cstddef>
#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace tlhost {
inline namespace v1 {
namespace testing {

/// Stages without tensors, "head" last.
class StageNetwork final : public Network {
 public:
  explicit StageNetwork(const std::vector<std::string>& names) : stages_(names.size()) {
    for (std::size_t i = 0; i < names.size(); ++i) {
      stages_[i].name = names[i];
    }
  }

  std::size_t size() const override { return stages_.size(); }

  const Stage& stage(std::size_t index) const override { return stages_.at(index); }

  std::size_t find(std::string_view name) const override {
    for (std::size_t i = 0; i < stages_.size(); ++i) {
      if (stages_[i].name == name) {
        return i;
      }
    }
    throw ConfigError("there is no stage \"" + std::string(name) + "\"");
  }

  const std::vector<std::string>& names(std::size_t) const override { return no_names_; }

  at::Tensor tensor(std::string_view name) override {
    throw ConfigError("there is no tensor \"" + std::string(name) + "\"");
  }

  NamedTensors state() override { return {}; }

  void load(const NamedTensors&) override {}

 private:
  std::vector<Stage> stages_;
  std::vector<std::string> no_names_;
};

/// A phase that a test can read: the common values are those of an experiment that says nothing.
struct RecordedPhase final : Phase {
  StagePolicy& stage(std::size_t index) override { return stages.at(index); }

  std::vector<StagePolicy> stages;
};

/// Remembers phases in the order in which they were trained; each "reaches" the next of `scores`.
struct RecordedTask final : Task {
  explicit RecordedTask(const std::vector<std::string>& stages) : net(stages) {}

  void log(Level level, std::string_view text) override { context.log(level, text); }

  bool cancelled() const noexcept override { return context.cancelled(); }

  void progress(double, double) override {}

  std::string scratch() override { return context.scratch(); }

  const TargetInfo& target() const override { return target_info; }

  const SourceInfo& source() const override { return source_info; }

  Network& network() override { return net; }

  Phase& phase(std::string_view name) override {
    for (const RecordedPhase& other : phases) {
      if (other.name == name) {
        throw ConfigError("the phase \"" + std::string(name) + "\" was made before");
      }
    }
    RecordedPhase& made = phases.emplace_back();
    made.name = std::string(name);
    made.epochs = 20;
    made.batch = 32;
    made.lr = 0.001;
    made.momentum = 0.9;
    made.weight_decay = 0.0001;
    made.stages.resize(net.size());
    return made;
  }

  const PhaseResult& train(Phase& phase) override {
    trained.push_back(static_cast<const RecordedPhase&>(phase));
    PhaseResult& result = results.emplace_back();
    result.epochs = result.best_epoch = phase.epochs;
    result.score = trained.size() <= phase_scores.size() ? phase_scores[trained.size() - 1] : 0.5;
    return result;
  }

  at::Tensor features(Part part, std::size_t) override { return part_features.at(part); }

  at::Tensor labels(Part part) override { return part_labels.at(part); }

  at::Tensor scores(Part part) override { return part_scores.at(part); }

  double score(const at::Tensor&) override { return 0.5; }

  void set_linear(std::size_t, const at::Tensor& weight, const at::Tensor& bias, Scores) override {
    linear = {{"weight", weight}, {"bias", bias}};
  }

  QuietContext context;
  StageNetwork net;
  TargetInfo target_info;
  SourceInfo source_info;
  std::vector<double> phase_scores;  ///< PhaseResult::score of the phases in order; then 0.5
  std::map<Part, at::Tensor> part_features, part_labels, part_scores;  ///< what the task gives
  std::deque<RecordedPhase> phases;                                    ///< made
  std::vector<RecordedPhase> trained;  ///< as they were when they were trained
  std::deque<PhaseResult> results;
  NamedTensors linear;  ///< what set_linear() was called with; empty: it was not
};

}  // namespace testing
}  // namespace v1
}  // namespace tlhost
