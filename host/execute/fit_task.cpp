#include "host/execute/fit_task.hpp"

#include "host/execute/inference.hpp"
#include "host/execute/task_loss.hpp"

#include <tlhost/error.hpp>

#include <ATen/ATen.h>

#include <algorithm>

namespace tlhost::engine {

FitTask::FitTask(const FitWork& work) : work_(work) {
  target_.name = work.job.target_name;
  target_.classes = work.data.classes;
  target_.labelling = work.data.labelling;
  target_.counts.assign(work.data.classes.size(), 0);
  for (const std::int64_t label : work.data.train_labels) {
    ++target_.counts.at(static_cast<std::size_t>(label));
  }
  for (std::size_t i = 0; i < work.data.train_truth.size(); ++i) {
    target_.counts[i % target_.counts.size()] += work.data.train_truth[i] == 1 ? 1 : 0;
  }
  target_.train = static_cast<std::int64_t>(work.data.train.size());
  target_.validation = static_cast<std::int64_t>(work.data.validation.size());
  target_.image_size = work.job.view.view.size;
  target_.channels = work.job.channels;
  source_.name = work.job.source_name;
  source_.pretrained = !work.job.from_scratch();
  source_.datasets = work.job.source_datasets;
  source_.classes = work.job.source_classes;
}

const std::vector<std::int64_t>& FitTask::rows(Part part) const {
  return part == Part::train ? work_.data.train : work_.data.validation;
}

Phase& FitTask::phase(std::string_view name) {
  const bool used = std::any_of(
      phases_.begin(), phases_.end(), [name](const auto& p) { return p->name == name; });
  if (used || name.empty()) {
    throw Error("the phase name \"" + std::string(name) + "\" is empty or used twice");
  }
  phases_.push_back(std::make_unique<HostPhase>(name, work_.job.training, work_.network.size()));
  return *phases_.back();
}

const PhaseResult& FitTask::train(Phase& phase) {
  const auto mine = std::find_if(
      phases_.begin(), phases_.end(), [&](const auto& p) { return p.get() == &phase; });
  if (mine == phases_.end()) {
    throw Error("train() was given a phase that phase() did not make");
  }
  LoopSettings settings;
  const TrainingRule& training = work_.job.training;
  settings.augment = training.augment;
  settings.sampler = training.sampler;
  settings.mix = {training.mixup, training.cutmix};
  settings.class_weight = training.class_weight;
  settings.focal = training.focal;
  settings.bf16 = work_.job.numeric.precision == "bf16";
  settings.seed = work_.job.seed;
  settings.select = work_.job.select;
  settings.status = [this](const std::string& text) { work_.context.status(text); };
  const std::size_t ordinal = finished_.size();
  finished_.push_back(
      {phase.name,
       train_phase(**mine, ordinal, work_.network, work_.batches, work_.data, settings, history_)});
  return finished_.back().result;
}

at::Tensor FitTask::features(Part part, std::size_t stage) {
  if (stage >= work_.network.head()) {
    throw Error("features() is asked for stage " + std::to_string(stage) + "; the head has none");
  }
  const auto images = static_cast<std::int64_t>(work_.data.ids.size());
  return work_.memo.features(work_.network, stage, work_.batches, images, rows(part), true)
      .to(at::kFloat);
}

at::Tensor FitTask::labels(Part part) { return part_labels(work_.data, part); }

at::Tensor FitTask::scores(Part part) {
  if (rows(part).empty()) {
    return at::empty({0, static_cast<std::int64_t>(target_.classes.size())});
  }
  const auto images = static_cast<std::int64_t>(work_.data.ids.size());
  const std::size_t last = work_.network.head() - 1;
  const at::Tensor features =
      work_.memo.features(work_.network, last, work_.batches, images, rows(part), false);
  return head_scores(work_.network, features, work_.job.numeric.precision == "bf16");
}

double FitTask::score(const at::Tensor& validation_scores) {
  const auto count = static_cast<std::int64_t>(work_.data.validation.size());
  const auto classes = static_cast<std::int64_t>(target_.classes.size());
  if (validation_scores.dim() != 2 || validation_scores.size(0) != count ||
      validation_scores.size(1) != classes) {
    throw Error("score() needs [" + std::to_string(count) + ", " + std::to_string(classes) +
                "] scores");
  }
  return selection_of(validation_scores, work_.data, work_.job.select);
}

void FitTask::set_linear(std::size_t stage,
                         const at::Tensor& weight,
                         const at::Tensor& bias,
                         Scores scores) {
  const auto classes = static_cast<std::int64_t>(target_.classes.size());
  if (stage >= work_.network.head() || weight.dim() != 2 || weight.size(0) != classes ||
      bias.dim() != 1 || bias.size(0) != classes) {
    throw Error("set_linear() needs a backbone stage, weight [" + std::to_string(classes) +
                ", D] and bias [" + std::to_string(classes) + "]");
  }
  if (!weight.isfinite().all().item<bool>() || !bias.isfinite().all().item<bool>()) {
    throw Error("set_linear() was given weights that are not finite");
  }
  score_kind_ = scores;
  const at::Tensor w = weight.detach().to(at::kFloat).contiguous(),
                   b = bias.detach().to(at::kFloat).contiguous();
  if (stage + 1 < work_.network.head()) {
    linear_end_ = LinearEnd{stage, w, b};
    return;
  }
  linear_end_.reset();
  NamedTensors head;
  for (const std::string& name : work_.network.names(work_.network.head())) {
    const bool matrix = work_.network.tensor(name).dim() == 2;
    head.emplace_back(name, matrix ? w : b);
  }
  if (head.size() != 2) {
    throw NotApplicable("the head of this model is not one linear layer with a bias");
  }
  work_.network.load(head);
}

at::Tensor FitTask::result_scores(Part part) {
  if (!linear_end_ || rows(part).empty()) {
    return scores(part);
  }
  const auto images = static_cast<std::int64_t>(work_.data.ids.size());
  return linear_scores(
      *linear_end_,
      work_.memo.features(
          work_.network, linear_end_->stage, work_.batches, images, rows(part), false));
}

at::Tensor linear_scores(const LinearEnd& end, const at::Tensor& features) {
  return in_blocks(
      features.size(0),
      [&features](std::int64_t first, std::int64_t last) {
        return features.narrow(0, first, last - first);
      },
      [&end](const at::Tensor& x) { return at::linear(x.to(at::kFloat), end.weight, end.bias); });
}

}  // namespace tlhost::engine
