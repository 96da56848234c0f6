#pragma once
#include <tlhost/error.hpp>
#include <tlhost/task.hpp>

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tlhost::test {

/// Samples of a formula that tests/parity/linear_golden.py knows too.
struct FormulaSamples {
  at::Tensor features;  ///< [N,9] float32, the last one constant
  at::Tensor labels;    ///< [N] int64
};

/// three() of the script, or two() where classes is 2.
FormulaSamples formula_samples(std::int64_t classes, std::int64_t first, std::int64_t count);

/// A task whose features are given: what a strategy makes of them and nothing else.  A strategy
/// that asks for a phase, or for scores of the network, ends with tlhost::Error.
class FormulaTask final : public Task, private Network {
 public:
  FormulaTask(std::int64_t classes, FormulaSamples train, FormulaSamples validation);

  /// What set_linear() received.
  struct Linear {
    std::size_t stage = 0;
    at::Tensor weight, bias;
    Scores scores = Scores::logits;
  };

  std::optional<Linear> linear;

  void log(Level, std::string_view) override {}

  bool cancelled() const noexcept override { return false; }

  void progress(double, double) override {}

  std::string scratch() override { return ""; }

  const TargetInfo& target() const override { return target_; }

  const SourceInfo& source() const override { return source_; }

  Network& network() override { return *this; }

  Phase& phase(std::string_view name) override;
  const PhaseResult& train(Phase& phase) override;
  at::Tensor features(Part part, std::size_t stage) override;
  at::Tensor labels(Part part) override;
  at::Tensor scores(Part part) override;
  /// Accuracy.
  double score(const at::Tensor& validation_scores) override;
  void set_linear(std::size_t stage,
                  const at::Tensor& weight,
                  const at::Tensor& bias,
                  Scores scores) override;

 private:
  std::size_t size() const override { return stages_.size(); }

  const Stage& stage(std::size_t index) const override { return stages_.at(index); }

  std::size_t find(std::string_view name) const override;

  const std::vector<std::string>& names(std::size_t) const override { return no_names_; }

  at::Tensor tensor(std::string_view name) override;

  NamedTensors state() override { return {}; }

  void load(const NamedTensors&) override {}

  FormulaSamples train_, validation_;
  std::vector<Stage> stages_;
  std::vector<std::string> no_names_;
  TargetInfo target_;
  SourceInfo source_;
};

}  // namespace tlhost::test
