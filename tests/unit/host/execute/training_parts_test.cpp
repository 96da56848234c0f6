// What the training loop is made of, without a network: weights of classes, selection.
#include "host/execute/task_loss.hpp"
#include "host/execute/training_loop.hpp"
#include "tests/support/torch_catch.hpp"
#include "tests/unit/host/execute/tiny_data.hpp"

#include <tlhost/error.hpp>

#include <ATen/ATen.h>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

using tlhost::ConfigError;
using tlhost::engine::class_weights;
using tlhost::engine::FitData;
using tlhost::engine::HostPhase;
using tlhost::engine::selection_of;
using tlhost::engine::TrainingRule;
using namespace tlhost::test;

namespace {

/// A validation part with these labels.
FitData labelled(const std::vector<std::int64_t>& labels, std::size_t classes) {
  FitData data;
  data.validation_labels = labels;
  data.validation.assign(labels.size(), 0);
  for (std::size_t c = 0; c < classes; ++c) {
    data.classes.push_back("class " + std::to_string(c));
  }
  return data;
}

}  // namespace

TEST_CASE("a class weighs samples / (classes x its samples)", "[execute][training]") {
  const at::Tensor weights = class_weights({0, 0, 0, 0, 0, 0, 1, 2, 2, 2, 2, 2}, 3);
  REQUIRE(weights.sizes() == at::IntArrayRef({3}));
  CHECK(weights.scalar_type() == at::kFloat);
  CHECK(weights[0].item<float>() == Approx(12.0 / (3 * 6)));
  CHECK(weights[1].item<float>() == Approx(12.0 / 3));
  CHECK(weights[2].item<float>() == Approx(12.0 / (3 * 5)));
  CHECK(at::equal(class_weights({0, 1, 1, 0}, 2), at::ones({2})));
  CHECK(class_weights({0, 2}, 3)[1].item<float>() == 0);  // no sample, no weight
}

TEST_CASE("selection is the area under the curve of class 1", "[execute][training]") {
  // Differences of the two scores 0.1, 0.4, 0.35, 0.8 against 0, 0, 1, 1: of four pairs one is
  // misordered.
  const at::Tensor scores = at::tensor({0.0F, 0.1F, 0.0F, 0.4F, 0.0F, 0.35F, 0.0F, 0.8F});
  CHECK(selection_of(scores.reshape({4, 2}), labelled({0, 0, 1, 1}, 2), "auc") == Approx(0.75));
  CHECK(selection_of(scores.reshape({4, 2}), labelled({0, 0, 1, 1}, 2), "accuracy") == Approx(0.5));
}

TEST_CASE("selection without one of the classes is not a number", "[execute][training]") {
  CHECK(std::isnan(selection_of(at::rand({3, 2}), labelled({1, 1, 1}, 2), "auc")));
  CHECK(std::isnan(selection_of(at::rand({3, 3}), labelled({0, 1, 1}, 3), "auc")));
  CHECK_FALSE(std::isnan(selection_of(at::rand({3, 3}), labelled({0, 1, 1}, 3), "accuracy")));
  const at::Tensor broken = at::full({2, 2}, std::numeric_limits<float>::quiet_NaN());
  CHECK(std::isnan(selection_of(broken, labelled({0, 1}, 2), "auc")));
}

TEST_CASE("a phase begins with the experiment's values", "[execute][training]") {
  TrainingRule rule;
  rule.epochs = 7;
  rule.batch = 5;
  rule.optimizer = "adamw";
  rule.lr = 0.25;
  rule.momentum = 0.5;
  rule.weight_decay = 0.125;
  rule.clip = 2;
  rule.decay_vectors = false;
  rule.schedule = "one_cycle";
  rule.warmup = 0.2;
  rule.keep = "last";
  rule.patience = 3;
  const HostPhase phase("name", rule, 3);
  CHECK(phase.name == "name");
  CHECK(phase.epochs == 7);
  CHECK(phase.batch == 5);
  CHECK(phase.optimizer == tlhost::Optimizer::adamw);
  CHECK(phase.lr == 0.25);
  CHECK(phase.momentum == 0.5);
  CHECK(phase.weight_decay == 0.125);
  CHECK(phase.clip == 2);
  CHECK_FALSE(phase.decay_vectors);
  CHECK(phase.schedule == tlhost::Schedule::one_cycle);
  CHECK(phase.warmup == 0.2);
  CHECK(phase.keep == tlhost::Keep::last);
  CHECK(phase.patience == 3);
  CHECK(phase.stage(2).trainable);
  CHECK_NOTHROW(phase.check());
}

TEST_CASE("values that no training can have are refused", "[execute][training]") {
  const auto check_with = [](const std::function<void(HostPhase&)>& change) {
    HostPhase phase("warm", TrainingRule{}, 2);
    change(phase);
    phase.check();
  };
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const std::vector<std::function<void(HostPhase&)>> values = {
      [](HostPhase& p) { p.lr = 0; },
      [nan](HostPhase& p) { p.lr = nan; },
      [](HostPhase& p) { p.lr = std::numeric_limits<double>::infinity(); },
      [](HostPhase& p) { p.momentum = 1; },
      [](HostPhase& p) { p.weight_decay = -1; },
      [](HostPhase& p) { p.clip = -1; }};
  for (const auto& change : values) {
    CHECK_THROWS_AS(check_with(change), ConfigError);
    CHECK_THROWS_WITH(check_with(change),
                      "phase \"warm\": lr must be above 0, momentum in [0, 1), weight_decay and "
                      "clip not negative");
  }
  CHECK_THROWS_WITH(check_with([](HostPhase& p) { p.epochs = 0; }),
                    "phase \"warm\": epochs and batch must be at least 1");
  CHECK_THROWS_WITH(check_with([](HostPhase& p) { p.batch = 0; }),
                    "phase \"warm\": epochs and batch must be at least 1");
  CHECK_THROWS_WITH(check_with([](HostPhase& p) { p.stage(1).lr = -1; }),
                    "phase \"warm\": a stage's lr and weight_decay must not be negative");
  CHECK_THROWS_WITH(check_with([](HostPhase& p) {
                      p.stage(0).trainable = false;
                      p.stage(1).trainable = false;
                    }),
                    "phase \"warm\": no stage is trainable");
}
