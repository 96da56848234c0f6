#include "host/execute/training_loop.hpp"

#include "host/data/random.hpp"
#include "host/execute/inference.hpp"
#include "host/execute/optimizer.hpp"
#include "host/execute/schedule.hpp"
#include "host/execute/step_batches.hpp"
#include "host/execute/task_loss.hpp"
#include "host/metrics/metrics.hpp"

#include <tlhost/error.hpp>
#include <tlhost/torch_compat.hpp>

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>
#include <optional>

// Everything random is keyed: what an epoch has, its order and the augmentation of a sample by
// their ids, how a batch is mixed by its ids and its step, what a model draws in a step (dropout)
// by a seed that is set before each step.  So no generator state exists that would have to be
// saved.

namespace tlhost::engine {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

class PhaseRun {
 public:
  PhaseRun(const HostPhase& phase,
           std::size_t ordinal,
           HostNetwork& network,
           const Batches& batches,
           const FitData& data,
           const LoopSettings& settings)
      : phase_(phase),
        ordinal_(ordinal),
        network_(network),
        batches_(batches),
        data_(data),
        settings_(settings),
        optimizer_(phase, network),
        step_batches_(phase, ordinal, batches, data, settings),
        loss_(data, settings.class_weight, settings.focal) {
    while (!phase_.stage(frozen_).trainable) {
      ++frozen_;
    }
    steps_ = static_cast<std::int64_t>(step_batches_.of_epoch(0).size()) * phase.epochs;
  }

  PhaseResult run(std::vector<EpochRow>& history) {
    for (std::int32_t epoch = 0; epoch < phase_.epochs; ++epoch) {
      EpochRow row = train_epoch(epoch);
      validate(row);
      history.push_back(row);
      result_.epochs = epoch + 1;
      result_.scores.push_back(row.score);
      keep(row);
      tell(row);
      if (phase_.patience > 0 && result_.best_epoch > 0 &&
          result_.epochs - result_.best_epoch >= phase_.patience) {
        result_.stopped_early = result_.epochs < phase_.epochs;
        break;
      }
    }
    if (!best_.empty()) {
      network_.load(best_);
    } else {
      result_.best_epoch = result_.epochs;
      result_.score = result_.scores.back();
    }
    return result_;
  }

 private:
  EpochRow train_epoch(std::int32_t epoch) {
    for (std::size_t i = 0; i < network_.size(); ++i) {
      network_.set_training(i, phase_.stage(i).trainable);
    }
    EpochRow row{phase_.name, epoch + 1, 0, 0, kNaN, kNaN};
    const auto batches = step_batches_.of_epoch(epoch);
    double sum = 0;
    std::size_t samples = 0;
    for (std::size_t i = 0; i < batches.size(); ++i) {
      const double factor = schedule_factor(phase_.schedule, phase_.warmup, step_, steps_);
      const double loss = train_step(epoch, i, batches[i], factor);
      sum += loss * static_cast<double>(batches[i].size());
      samples += batches[i].size();
      row.lr = phase_.lr * factor;
      ++step_;
      settings_.status("epoch " + std::to_string(epoch + 1) + "/" + std::to_string(phase_.epochs) +
                       ", step " + std::to_string(i + 1) + "/" + std::to_string(batches.size()));
    }
    row.train_loss = sum / static_cast<double>(samples);
    return row;
  }

  double train_step(std::int32_t epoch,
                    std::size_t step,
                    const std::vector<Draw>& draws,
                    double factor) {
    at::manual_seed(
        stream_key(settings_.seed, "step", {ordinal_, static_cast<std::uint64_t>(epoch), step}));
    const StepBatch batch = step_batches_.make(epoch, step, draws);
    optimizer_.clear();
    at::Tensor loss;
    {
      const CpuAutocast autocast(settings_.bf16);
      const at::Tensor x = through_frozen(batch.images);
      const at::Tensor logits = network_.forward(x, frozen_, network_.size()).to(at::kFloat);
      loss = loss_.of_train(logits, batch.places, batch.mix);
    }
    const double value = loss.item<double>();
    if (!std::isfinite(value)) {
      throw Diverged("the loss is not finite in phase \"" + phase_.name + "\", epoch " +
                     std::to_string(epoch + 1) + ", step " + std::to_string(step + 1));
    }
    loss.backward();
    optimizer_.step(factor);
    return value;
  }

  /// The stages before the freeze boundary, in blocks of evaluation: as a cache of them would hold
  /// it.
  at::Tensor through_frozen(const at::Tensor& x) {
    if (frozen_ == 0) {
      return x;
    }
    return in_blocks(
        x.size(0),
        [&x](std::int64_t first, std::int64_t last) { return x.narrow(0, first, last - first); },
        [this](const at::Tensor& block) { return network_.forward(block, 0, frozen_); });
  }

  void validate(EpochRow& row) {
    if (data_.validation.empty()) {
      return;
    }
    const at::Tensor scores = network_scores(network_, batches_, data_.validation, settings_.bf16);
    row.validation_loss = loss_.of_validation(scores).item<double>();
    row.score = selection_of(scores, data_, settings_.select);
  }

  void keep(const EpochRow& row) {
    if (std::isnan(row.score)) {
      return;
    }
    const bool better = result_.best_epoch == 0 || row.score > result_.score ||
                        (row.score == result_.score && row.validation_loss < best_loss_);
    if (!better) {
      return;
    }
    result_.best_epoch = result_.epochs;
    result_.score = row.score;
    best_loss_ = row.validation_loss;
    if (phase_.keep == Keep::best) {
      best_.clear();
      for (const NetworkTensor& entry : network_.tensors()) {
        if (phase_.stage(entry.stage).trainable) {
          best_.emplace_back(entry.name, entry.tensor.detach().clone());
        }
      }
    }
  }

  void tell(const EpochRow& row) const {
    char text[160];
    std::snprintf(text,
                  sizeof text,
                  "epoch %lld/%d, loss %.3f, validation %s %.3f",
                  static_cast<long long>(row.epoch),
                  phase_.epochs,
                  row.train_loss,
                  settings_.select.c_str(),
                  row.score);
    settings_.status(text);
  }

  const HostPhase& phase_;
  std::size_t ordinal_;
  HostNetwork& network_;
  const Batches& batches_;
  const FitData& data_;
  const LoopSettings& settings_;
  PhaseOptimizer optimizer_;
  StepBatches step_batches_;
  TaskLoss loss_;
  std::size_t frozen_ = 0;  ///< stages before the freeze boundary
  std::int64_t steps_ = 0, step_ = 0;
  PhaseResult result_;
  NamedTensors best_;
  double best_loss_ = 0;
};

}  // namespace

PhaseResult train_phase(const HostPhase& phase,
                        std::size_t ordinal,
                        HostNetwork& network,
                        const Batches& batches,
                        const FitData& data,
                        const LoopSettings& settings,
                        std::vector<EpochRow>& history) {
  phase.check();
  if (settings.mix.any() && phase.augment && phase.batch == 1) {
    throw ConfigError("phase \"" + phase.name +
                      "\": images of a batch are mixed in pairs (\"mixup\", \"cutmix\"), and "
                      "batch is 1; let it be 2 or more");
  }
  return PhaseRun(phase, ordinal, network, batches, data, settings).run(history);
}

double selection_of(const at::Tensor& scores, const FitData& data, const std::string& metric) {
  const at::Tensor values = scores.to(at::kDouble).contiguous();
  TestScores table;
  table.multilabel = data.labelling == Labelling::multilabel;
  table.labels.assign(data.validation_labels.begin(), data.validation_labels.end());
  table.truth = data.validation_truth;
  table.classes = data.classes;
  table.scores.assign(values.data_ptr<double>(), values.data_ptr<double>() + values.numel());
  for (std::size_t i = 0; i < data.validation.size(); ++i) {
    table.ids.push_back(std::to_string(i));
  }
  return selection_score(metric, table).value_or(kNaN);
}

}  // namespace tlhost::engine
