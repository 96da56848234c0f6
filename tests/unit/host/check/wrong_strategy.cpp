#include "tests/unit/host/check/wrong_strategy.hpp"

#include <tlhost/factory.hpp>
#include <tlhost/strategy.hpp>

#include <ATen/ATen.h>
#include <unistd.h>

#include <clocale>
#include <filesystem>
#include <fstream>
#include <optional>
#include <random>
#include <stdexcept>

namespace tlhost::test {
namespace {

/// What wrong strategies keep between fits.
struct Memory {
  std::size_t most_classes = 0;
  bool in_fit = false, was_cancelled = false;
};

Memory& memory() {
  static Memory value;
  return value;
}

std::string marker() {
  static const std::string path =
      (std::filesystem::temp_directory_path() / ("tlhost-marker-" + std::to_string(::getpid())))
          .string();
  return path;
}

/// A file outside the job's folder, removed when the fit ends.
class Marker {
 public:
  Marker() : was_there(std::filesystem::exists(marker())) { std::ofstream(marker()) << "busy"; }

  ~Marker() { std::filesystem::remove(marker()); }

  const bool was_there;
};

class WrongStrategy final : public Strategy {
 public:
  explicit WrongStrategy(const Create& create)
      : flaw_(static_cast<StrategyFlaw>(create.params.integer("flaw"))) {}

  void* query(const char*) noexcept override {
    return is(StrategyFlaw::answers_any_query) ? this : nullptr;
  }

  void fit(Task& task) override {
    refuse(task);
    switch (flaw_) {
      case StrategyFlaw::does_nothing:
        return;
      case StrategyFlaw::centroids:
      case StrategyFlaw::earlier_stage:
      case StrategyFlaw::learns_the_contrary:
      case StrategyFlaw::reads_the_new_head:
      case StrategyFlaw::trains_the_head_for_nothing:
      case StrategyFlaw::features_of_the_head:
      case StrategyFlaw::linear_twice:
        return fit_centroids(task);
      case StrategyFlaw::swallows:
        try {
          train(task);
        } catch (...) {
        }
        return;
      case StrategyFlaw::wraps:
        try {
          train(task);
        } catch (const std::exception& error) {
          throw Error(std::string("could not train: ") + error.what());
        }
        return;
      default:
        train(task);
    }
  }

 private:
  bool is(StrategyFlaw flaw) const { return flaw_ == flaw; }

  void refuse(Task& task) const {
    const TargetInfo& target = task.target();
    if (is(StrategyFlaw::never_applicable) ||
        (is(StrategyFlaw::only_sources) && !task.source().pretrained)) {
      throw NotApplicable("it starts from a source");
    }
    if (is(StrategyFlaw::needs_validation) && target.validation == 0) {
      throw Error("there is no validation part");
    }
    if (is(StrategyFlaw::refuses_known_classes) && task.source().classes == target.classes) {
      throw Error("these classes are known already");
    }
    if (is(StrategyFlaw::foreign_exception)) {
      for (const std::int64_t count : target.counts) {
        if (count == 0) {
          throw std::logic_error("no sample");
        }
      }
    }
  }

  /// The head, then all stages.
  void train(Task& task) {
    std::optional<Marker> marker;
    if (is(StrategyFlaw::leaves_a_file)) {
      marker.emplace();
    }
    const double factor = factor_of(task, marker && marker->was_there);
    memory().in_fit = true;
    Phase& head = task.phase("head");
    for (std::size_t i = 0; i + 1 < task.network().size(); ++i) {
      head.stage(i).trainable = false;
    }
    head.lr *= factor;
    task.train(head);
    if (task.cancelled()) {
      memory().was_cancelled = true;
    }
    if (is(StrategyFlaw::writes_a_frozen_weight) || is(StrategyFlaw::writes_a_frozen_buffer)) {
      const at::NoGradGuard no_grad;
      const bool weight = is(StrategyFlaw::writes_a_frozen_weight);
      task.network().tensor(weight ? "stem.conv.weight" : "stem.norm.running_mean").add_(0.01);
      memory().in_fit = false;
      return;
    }
    train_all(task);
    memory().in_fit = false;
  }

  void train_all(Task& task) {
    if (is(StrategyFlaw::draws)) {
      at::rand({1});
    }
    Phase& all = task.phase(is(StrategyFlaw::phase_name_twice) ? "head" : "all");
    if (is(StrategyFlaw::phase_never_trained)) {
      task.phase("third");
    }
    if (is(StrategyFlaw::looks_at_gradients) &&
        task.network().tensor("stem.conv.weight").requires_grad()) {
      all.lr *= 0.5;
    }
    if (is(StrategyFlaw::trains_behind_linear)) {
      const std::size_t stage = task.network().size() - 2;
      const auto classes = static_cast<std::int64_t>(task.target().classes.size());
      const at::Tensor features = task.features(Part::train, stage);
      task.set_linear(
          stage, at::zeros({classes, features.size(1)}), at::zeros({classes}), Scores::logits);
    }
    task.train(all);
    if (is(StrategyFlaw::phase_trained_twice)) {
      task.train(all);
    }
    if (is(StrategyFlaw::sets_the_locale)) {
      std::setlocale(LC_ALL, "C.UTF-8");
    }
  }

  /// Of the learning rate: 1, unless something is there that should not matter.
  double factor_of(const Task& task, bool marked) const {
    Memory& kept = memory();
    kept.most_classes = std::max(kept.most_classes, task.target().classes.size());
    switch (flaw_) {
      case StrategyFlaw::remembers_classes:
        return static_cast<double>(kept.most_classes) /
               static_cast<double>(task.target().classes.size());
      case StrategyFlaw::random_device:
        return 1 + static_cast<double>(std::random_device()() % 1000) / 1000;
      case StrategyFlaw::looks_at_the_process:
        return 1 + static_cast<double>(::getpid() % 1000) / 1000;
      case StrategyFlaw::remembers_a_failure:
        return kept.in_fit ? 0.5 : 1;
      case StrategyFlaw::remembers_cancelling:
        return kept.was_cancelled ? 0.5 : 1;
      default:
        return marked ? 0.5 : 1;
    }
  }

  void fit_centroids(Task& task) {
    const std::size_t head = task.network().size() - 1;
    const std::size_t stage = is(StrategyFlaw::earlier_stage) ? 0 : head - 1;
    if (is(StrategyFlaw::features_of_the_head)) {
      task.features(Part::train, head);
    }
    if (is(StrategyFlaw::trains_the_head_for_nothing)) {
      Phase& phase = task.phase("for nothing");
      for (std::size_t i = 0; i < head; ++i) {
        phase.stage(i).trainable = false;
      }
      task.train(phase);
    }
    const at::Tensor x = task.features(Part::train, stage);
    const auto classes = static_cast<std::int64_t>(task.target().classes.size());
    const at::Tensor y = at::one_hot(task.labels(Part::train), classes).to(at::kFloat);
    at::Tensor weight = y.t().matmul(x) / y.sum(0).clamp_min(1).unsqueeze(1);
    const at::Tensor bias = weight.square().sum(1) / -2;
    if (is(StrategyFlaw::learns_the_contrary)) {
      task.set_linear(stage, -weight, -bias, Scores::margins);
      return;
    }
    if (is(StrategyFlaw::reads_the_new_head)) {
      weight = weight + 0.001 * task.network().tensor("fc.weight").detach();
    }
    task.set_linear(stage, weight, bias, Scores::margins);
    if (is(StrategyFlaw::linear_twice)) {
      task.set_linear(stage, weight, bias, Scores::margins);
    }
  }

  StrategyFlaw flaw_;
};

}  // namespace

int create_wrong_strategy(const tlhost_create_args* args, void** out, tlhost_error* error) {
  return tlhost::detail::Factory<Strategy, WrongStrategy>::create(args, out, error);
}

void destroy_wrong_strategy(void* object) {
  tlhost::detail::Factory<Strategy, WrongStrategy>::destroy(object);
}

void forget_wrong_strategies() {
  memory() = Memory();
  std::filesystem::remove(marker());
  std::setlocale(LC_ALL, "C");
}

}  // namespace tlhost::test
