#include "host/execute/training_loop.hpp"

#include "host/execute/inference.hpp"
#include "tests/support/torch_catch.hpp"
#include "tests/unit/host/execute/fake_models.hpp"
#include "tests/unit/host/execute/tiny_data.hpp"

#include <ATen/ATen.h>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

using tlhost::Keep;
using tlhost::Layout;
using tlhost::NamedTensors;
using tlhost::engine::Diverged;
using tlhost::engine::HostNetwork;
using tlhost::engine::HostPhase;
using tlhost::engine::LoopSettings;
using tlhost::engine::network_scores;
using tlhost::engine::selection_of;
using tlhost::engine::TrainingRule;
using namespace tlhost::test;

namespace {

struct Run {
  Trained trained;
  NamedTensors state;
};

/// A fresh network through one phase of the rule.
Run run(const TrainingRule& rule,
        const LoopSettings& settings = loop_settings(),
        const TinyOptions& options = {}) {
  const TinyData tiny;
  HostNetwork network = tiny_network(options);
  const HostPhase phase("main", rule, network.size());
  Run result;
  result.trained = train(network, tiny, phase, settings);
  result.state = copy_of(network);
  return result;
}

/// A phase in which nothing changes: only the head learns, at rate 0.
HostPhase standstill(const TrainingRule& rule) {
  HostPhase phase("main", rule, 4);
  for (std::size_t i = 0; i < 3; ++i) {
    phase.stage(i).trainable = false;
  }
  phase.stage(3).lr = 0;
  return phase;
}

/// The epoch that must be kept, counted from 1: highest score, then lowest loss, then first.
std::size_t best_of(const std::vector<tlhost::engine::EpochRow>& history) {
  std::size_t best = 0;
  for (std::size_t i = 1; i < history.size(); ++i) {
    const auto &old = history[best], &row = history[i];
    if (row.score > old.score ||
        (row.score == old.score && row.validation_loss < old.validation_loss)) {
      best = i;
    }
  }
  return best + 1;
}

/// A linear network whose `at`-th forward pass in training gives no number.
HostNetwork breaking_network(int at) {
  const auto calls = std::make_shared<int>(0);
  const at::Tensor weight = drawn({2, 64}, "w").set_requires_grad(true);
  return fake_network(
      {{{"fc.weight", {2, 64}}},
       {{"body", Layout::vector, {}, [](const at::Tensor& x) { return x.flatten(1); }},
        {"head", Layout::vector, {"fc"}, [=](const at::Tensor& x) {
           const bool broken = ++*calls == at;
           const at::Tensor y = at::linear(x, weight);
           return broken ? y * std::numeric_limits<double>::quiet_NaN() : y;
         }}}});
}

}  // namespace

TEST_CASE("training lowers the loss and tells the classes apart", "[execute][loop]") {
  const Run learnt = run(short_training(8));
  const auto& history = learnt.trained.history;
  REQUIRE(history.size() == 8);
  CHECK(history.back().train_loss < 0.5 * history.front().train_loss);
  CHECK(learnt.trained.result.score == 1);
  CHECK(learnt.trained.result.epochs == 8);
  CHECK_FALSE(learnt.trained.result.stopped_early);
}

TEST_CASE("the history says what each epoch came to", "[execute][loop]") {
  TrainingRule rule = short_training(3);
  rule.schedule = "cosine";
  const Run learnt = run(rule);
  for (std::size_t i = 0; i < 3; ++i) {
    const auto& row = learnt.trained.history[i];
    CHECK(row.phase == "main");
    CHECK(row.epoch == static_cast<std::int64_t>(i) + 1);
    // Of the epoch's last of four steps, of twelve in all.
    const double t = static_cast<double>(4 * i + 3) / 12;
    CHECK(row.lr == Approx(0.1 * (1 + std::cos(3.14159265358979323846 * t)) / 2));
    CHECK(learnt.trained.result.scores[i] == row.score);
  }
}

TEST_CASE("the same seed trains the same bytes, another seed others", "[execute][loop]") {
  TrainingRule rule = short_training(2);
  rule.augment = {true, 0.125};
  const TinyOptions dropout{1, 2, 7, 0.5};
  LoopSettings settings = loop_settings(5);
  settings.augment = rule.augment;
  const Run first = run(rule, settings, dropout);
  at::manual_seed(99);  // the state of LibTorch's generator plays no part
  CHECK(same_bytes(first.state, run(rule, settings, dropout).state));
  settings.seed = 6;
  CHECK_FALSE(same_bytes(first.state, run(rule, settings, dropout).state));
}

TEST_CASE("a phase's place in the fit changes its order", "[execute][loop]") {
  const TinyData tiny;
  const auto trained_as = [&tiny](std::size_t ordinal) {
    HostNetwork network = tiny_network();
    std::vector<tlhost::engine::EpochRow> history;
    tlhost::engine::train_phase(HostPhase("main", short_training(1), network.size()),
                                ordinal,
                                network,
                                tiny.batches,
                                tiny.data,
                                loop_settings(),
                                history);
    return copy_of(network);
  };
  CHECK(same_bytes(trained_as(1), trained_as(1)));
  CHECK_FALSE(same_bytes(trained_as(0), trained_as(1)));
}

TEST_CASE("augmentation is used where phase and experiment want it", "[execute][loop]") {
  const TinyData tiny;
  LoopSettings settings = loop_settings();
  const auto trained_with = [&](bool augment) {
    HostNetwork network = tiny_network();
    HostPhase phase("main", short_training(1), network.size());
    phase.augment = augment;
    train(network, tiny, phase, settings);
    return copy_of(network);
  };
  const NamedTensors plain = trained_with(false);
  CHECK(same_bytes(plain, trained_with(true)));  // the experiment has none
  settings.augment = {true, 0.125};
  CHECK(same_bytes(plain, trained_with(false)));
  CHECK_FALSE(same_bytes(plain, trained_with(true)));
}

TEST_CASE("class weights enter the loss", "[execute][loop]") {
  TinyData tiny;
  tiny.data.train.resize(24);
  tiny.data.train_labels.resize(24);
  tiny.data.train.erase(tiny.data.train.begin() + 1);  // no longer balanced
  tiny.data.train_labels.erase(tiny.data.train_labels.begin() + 1);
  LoopSettings settings = loop_settings();
  const auto first_loss = [&] {
    HostNetwork network = tiny_network();
    TrainingRule rule = short_training(1);
    rule.batch = 100;  // one step
    HostPhase phase = standstill(rule);
    return train(network, tiny, phase, settings).history.at(0).train_loss;
  };
  const double plain = first_loss();
  settings.class_weight = true;
  const double weighted = first_loss();
  // Cross-entropy of the untouched network by hand: sum w l / sum w, w = n / (2 n_c).
  HostNetwork network = tiny_network();
  const at::Tensor logs =
      network_scores(network, tiny.batches, tiny.data.train, false).log_softmax(1);
  std::vector<double> loss(2, 0), count(2, 0);
  for (std::size_t i = 0; i < tiny.data.train.size(); ++i) {
    const auto label = static_cast<std::size_t>(tiny.data.train_labels[i]);
    loss[label] -=
        logs[static_cast<std::int64_t>(i)][static_cast<std::int64_t>(label)].item<double>();
    ++count[label];
  }
  CHECK(plain == Approx((loss[0] + loss[1]) / 23).epsilon(1e-5));
  CHECK(weighted == Approx((loss[0] / count[0] + loss[1] / count[1]) / 2).epsilon(1e-5));
  CHECK(plain != Approx(weighted).epsilon(1e-5));
}

TEST_CASE("the network ends at its best epoch, or at the last", "[execute][loop]") {
  const TinyData tiny;
  for (const Keep keep : {Keep::best, Keep::last}) {
    HostNetwork network = tiny_network();
    TrainingRule rule = short_training(6);
    rule.lr = 0.5;  // wild enough to get worse now and then
    HostPhase phase("main", rule, network.size());
    phase.keep = keep;
    const Trained trained = train(network, tiny, phase);
    const std::size_t kept = keep == Keep::best ? best_of(trained.history) : 6;
    CHECK(trained.result.best_epoch == static_cast<std::int32_t>(kept));
    CHECK(trained.result.score == trained.history[kept - 1].score);
    const at::Tensor scores = network_scores(network, tiny.batches, tiny.data.validation, false);
    CHECK(selection_of(scores, tiny.data, "auc") == trained.result.score);
    const double loss =
        at::cross_entropy_loss(scores, at::tensor(tiny.data.validation_labels)).item<double>();
    CHECK(loss == trained.history[kept - 1].validation_loss);
  }
}

TEST_CASE("of epochs with the same score, the lower validation loss is kept", "[execute][loop]") {
  LoopSettings settings = loop_settings();
  settings.select = "accuracy";
  const Run learnt = run(short_training(8), settings);
  std::size_t ties = 0;
  for (const auto& row : learnt.trained.history) {
    ties += row.score == learnt.trained.result.score ? 1 : 0;
  }
  REQUIRE(ties > 1);
  CHECK(learnt.trained.result.best_epoch ==
        static_cast<std::int32_t>(best_of(learnt.trained.history)));
}

TEST_CASE("of equal epochs the first is kept", "[execute][loop]") {
  const TinyData tiny;
  HostNetwork network = tiny_network();
  const Trained trained = train(network, tiny, standstill(short_training(4)));
  CHECK(trained.history[0].validation_loss == trained.history[3].validation_loss);
  CHECK(trained.result.best_epoch == 1);
  CHECK(trained.result.epochs == 4);
}

TEST_CASE("patience ends a phase that gets no better", "[execute][loop]") {
  const TinyData tiny;
  HostNetwork network = tiny_network();
  HostPhase phase = standstill(short_training(20));
  phase.patience = 3;
  const Trained trained = train(network, tiny, phase);
  CHECK(trained.result.epochs == 4);  // the first, and three that are no better
  CHECK(trained.result.stopped_early);
  CHECK(trained.history.size() == 4);
  CHECK(trained.result.scores.size() == 4);
  // At the phase's own end nothing was cut short.
  HostPhase whole = standstill(short_training(4));
  whole.patience = 3;
  CHECK_FALSE(train(network, tiny, whole).result.stopped_early);
}

TEST_CASE("without a validation part the last epoch is kept", "[execute][loop]") {
  TinyData tiny;
  tiny.forget_validation();
  HostNetwork network = tiny_network();
  HostPhase phase("main", short_training(3), network.size());
  phase.patience = 1;
  const Trained trained = train(network, tiny, phase);
  CHECK(trained.result.epochs == 3);
  CHECK(trained.result.best_epoch == 3);
  CHECK(std::isnan(trained.result.score));
  CHECK(std::isnan(trained.history[0].score));
  CHECK(std::isnan(trained.history[0].validation_loss));
  CHECK(std::isfinite(trained.history[0].train_loss));
  CHECK_FALSE(trained.result.stopped_early);
}

TEST_CASE("a score that is never defined keeps the last epoch", "[execute][loop]") {
  TinyData tiny;
  tiny.data.validation = {33, 35};  // both of class 1: no area under a curve
  tiny.data.validation_labels = {1, 1};
  HostNetwork network = tiny_network();
  const Trained trained =
      train(network, tiny, HostPhase("main", short_training(2), network.size()));
  CHECK(trained.result.best_epoch == 2);
  CHECK(std::isnan(trained.result.score));
  CHECK(std::isfinite(trained.history[1].validation_loss));
}

TEST_CASE("a loss that is not finite ends the phase, saying where", "[execute][loop]") {
  TinyData tiny;
  tiny.forget_validation();
  HostNetwork network = breaking_network(6);  // four steps an epoch
  const HostPhase phase("main", short_training(3), network.size());
  std::vector<tlhost::engine::EpochRow> history;
  const auto go = [&] {
    tlhost::engine::train_phase(
        phase, 0, network, tiny.batches, tiny.data, loop_settings(), history);
  };
  CHECK_THROWS_AS(go(), Diverged);
  CHECK(history.size() == 1);
  HostNetwork again = breaking_network(6);
  CHECK_THROWS_WITH(train(again, tiny, phase),
                    "the loss is not finite in phase \"main\", epoch 2, step 2");
}

TEST_CASE("a frozen front runs in eval mode and keeps its bytes", "[execute][loop]") {
  const TinyData tiny;
  HostNetwork network = tiny_network();
  const NamedTensors before = copy_of(network);
  HostPhase phase("main", short_training(2), network.size());
  phase.stage(0).trainable = false;
  train(network, tiny, phase);
  const NamedTensors after = copy_of(network);
  CHECK(same_bytes(of_stage(network, before, 0), of_stage(network, after, 0)));
  for (const std::string name : {"body.conv.weight", "body.norm.running_mean", "fc.bias"}) {
    bool moved = false;
    for (std::size_t i = 0; i < before.size(); ++i) {
      moved = moved || (before[i].first == name && !at::equal(before[i].second, after[i].second));
    }
    CHECK(moved);
  }
}

TEST_CASE("a frozen stage between trainable ones lets gradients through", "[execute][loop]") {
  const TinyData tiny;
  HostNetwork network = tiny_network();
  const NamedTensors before = copy_of(network);
  HostPhase phase("main", short_training(2), network.size());
  phase.stage(1).trainable = false;
  train(network, tiny, phase);
  const NamedTensors after = copy_of(network);
  CHECK(same_bytes(of_stage(network, before, 1), of_stage(network, after, 1)));
  CHECK_FALSE(same_bytes(of_stage(network, before, 0), of_stage(network, after, 0)));
}
