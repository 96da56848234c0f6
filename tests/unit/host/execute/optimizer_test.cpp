#include "host/execute/optimizer.hpp"

#include "tests/support/torch_catch.hpp"
#include "tests/unit/host/execute/fake_models.hpp"
#include "tests/unit/host/execute/tiny_data.hpp"

#include <ATen/ATen.h>

#include <cmath>

using tlhost::Layout;
using tlhost::engine::HostNetwork;
using tlhost::engine::HostPhase;
using tlhost::engine::PhaseOptimizer;
using tlhost::engine::TrainingRule;
using namespace tlhost::test;

namespace {

/// Stages "body" (a matrix, a vector) and "head" (a matrix, a vector).
HostNetwork two_stages() {
  return fake_network(
      {{{"a.weight", {2, 3}}, {"a.bias", {2}}, {"fc.weight", {2, 2}}, {"fc.bias", {2}}},
       {{"body", Layout::vector, {"a"}}, {"head", Layout::vector, {"fc"}}}});
}

TrainingRule plain_sgd(double lr) {
  TrainingRule rule;
  rule.lr = lr;
  rule.momentum = 0;
  rule.weight_decay = 0;
  return rule;
}

void set_gradient(HostNetwork& network, const std::string& name, double value) {
  at::Tensor parameter = network.tensor(name);
  parameter.mutable_grad() = at::full(parameter.sizes(), value);
}

void set_gradients(HostNetwork& network, double value) {
  for (const auto& entry : network.tensors()) {
    set_gradient(network, entry.name, value);
  }
}

/// Whether a tensor is `before * scale + shift`, but for rounding.
bool is_moved(HostNetwork& network,
              const at::Tensor& before,
              const std::string& name,
              double scale,
              double shift) {
  return at::allclose(network.tensor(name).detach(), before * scale + shift, 1e-6, 1e-6);
}

bool is_moved(HostNetwork& network, const std::string& name, double scale, double shift) {
  return is_moved(network, drawn(network.tensor(name).sizes().vec(), name), name, scale, shift);
}

}  // namespace

TEST_CASE("a step is lr x stage's factor x schedule's factor x gradient", "[execute][optimizer]") {
  HostNetwork network = two_stages();
  HostPhase phase("p", plain_sgd(0.1), 2);
  phase.stage(1).lr = 10;
  PhaseOptimizer optimizer(phase, network);
  set_gradients(network, 2);
  optimizer.step(0.5);
  CHECK(is_moved(network, "a.weight", 1, -0.1));
  CHECK(is_moved(network, "a.bias", 1, -0.1));
  CHECK(is_moved(network, "fc.weight", 1, -1));
  CHECK(is_moved(network, "fc.bias", 1, -1));
  optimizer.step(0);
  CHECK(is_moved(network, "fc.bias", 1, -1));
}

TEST_CASE("a stage that is not trainable keeps its bytes", "[execute][optimizer]") {
  HostNetwork network = two_stages();
  const auto before = copy_of(network);
  TrainingRule rule = plain_sgd(0.1);
  rule.weight_decay = 0.5;
  rule.momentum = 0.9;
  HostPhase phase("p", rule, 2);
  phase.stage(0).trainable = false;
  PhaseOptimizer optimizer(phase, network);
  set_gradients(network, 1);
  optimizer.step(1);
  const auto after = copy_of(network);
  CHECK(same_bytes(of_stage(network, before, 0), of_stage(network, after, 0)));
  CHECK_FALSE(same_bytes(of_stage(network, before, 1), of_stage(network, after, 1)));
  CHECK_FALSE(network.tensor("a.weight").requires_grad());
  CHECK(network.tensor("fc.weight").requires_grad());
}

TEST_CASE("a stage that was frozen in one phase learns in the next", "[execute][optimizer]") {
  HostNetwork network = two_stages();
  HostPhase frozen("p", plain_sgd(0.1), 2);
  frozen.stage(0).trainable = false;
  { const PhaseOptimizer optimizer(frozen, network); }
  const HostPhase whole("q", plain_sgd(0.1), 2);
  const PhaseOptimizer optimizer(whole, network);
  CHECK(network.tensor("a.weight").requires_grad());
}

TEST_CASE("weight decay shrinks matrices, and vectors only if they are to",
          "[execute][optimizer]") {
  for (const bool vectors : {true, false}) {
    HostNetwork network = two_stages();
    TrainingRule rule = plain_sgd(0.1);
    rule.weight_decay = 0.5;
    rule.decay_vectors = vectors;
    HostPhase phase("p", rule, 2);
    phase.stage(0).weight_decay = 2;
    PhaseOptimizer optimizer(phase, network);
    set_gradients(network, 0);
    optimizer.step(1);
    CHECK(is_moved(network, "a.weight", 1 - 0.1 * 0.5 * 2, 0));
    CHECK(is_moved(network, "fc.weight", 1 - 0.1 * 0.5, 0));
    CHECK(is_moved(network, "a.bias", vectors ? 1 - 0.1 * 0.5 * 2 : 1, 0));
    CHECK(is_moved(network, "fc.bias", vectors ? 1 - 0.1 * 0.5 : 1, 0));
  }
}

TEST_CASE("momentum adds a part of the last step", "[execute][optimizer]") {
  HostNetwork network = two_stages();
  TrainingRule rule = plain_sgd(0.1);
  rule.momentum = 0.9;
  const HostPhase phase("p", rule, 2);
  PhaseOptimizer optimizer(phase, network);
  set_gradients(network, 1);
  optimizer.step(1);
  optimizer.step(1);
  // -lr g, then -lr (0.9 g + g).
  CHECK(is_moved(network, "a.weight", 1, -0.1 - 0.19));
}

TEST_CASE("gradients are clipped to a common norm", "[execute][optimizer]") {
  // 6 x 1, 2 x 3, 4 x 2 and 2 x 0: the norm is sqrt(6 + 18 + 16) = sqrt(40).
  const auto stepped = [](double clip) {
    HostNetwork network = two_stages();
    TrainingRule rule = plain_sgd(1);
    rule.clip = clip;
    const HostPhase phase("p", rule, 2);
    PhaseOptimizer optimizer(phase, network);
    set_gradient(network, "a.weight", 1);
    set_gradient(network, "a.bias", 3);
    set_gradient(network, "fc.weight", 2);
    optimizer.step(1);
    return network;
  };
  const double scale = 2 / (std::sqrt(40.0) + 1e-6);
  HostNetwork clipped = stepped(2);
  CHECK(is_moved(clipped, "a.weight", 1, -scale));
  CHECK(is_moved(clipped, "a.bias", 1, -3 * scale));
  CHECK(is_moved(clipped, "fc.weight", 1, -2 * scale));
  CHECK(is_moved(clipped, "fc.bias", 1, 0));  // it has no gradient
  for (const double wide : {7.0, 0.0}) {      // wider than the norm; none at all
    HostNetwork free = stepped(wide);
    CHECK(is_moved(free, "a.bias", 1, -3));
  }
}

TEST_CASE("the norm that is clipped is that of trainable stages", "[execute][optimizer]") {
  HostNetwork network = two_stages();
  TrainingRule rule = plain_sgd(1);
  rule.clip = 1;
  HostPhase phase("p", rule, 2);
  phase.stage(0).trainable = false;
  PhaseOptimizer optimizer(phase, network);
  set_gradients(network, 1);  // of the head: 6 values, norm sqrt(6)
  optimizer.step(1);
  CHECK(is_moved(network, "fc.weight", 1, -1 / (std::sqrt(6.0) + 1e-6)));
}

TEST_CASE("the first step of AdamW is lr in the direction of the gradient",
          "[execute][optimizer]") {
  // With bias correction m = g and v = g^2, so the step is lr g / (|g| + 1e-8); decay is apart.
  HostNetwork network = two_stages();
  TrainingRule rule = plain_sgd(0.01);
  rule.optimizer = "adamw";
  rule.weight_decay = 0.1;
  rule.decay_vectors = false;
  const HostPhase phase("p", rule, 2);
  PhaseOptimizer optimizer(phase, network);
  set_gradients(network, -3);
  optimizer.step(0.5);
  CHECK(is_moved(network, "a.weight", 1 - 0.005 * 0.1, 0.005));
  CHECK(is_moved(network, "fc.bias", 1, 0.005));
}

TEST_CASE("gradients are forgotten on request and at the end", "[execute][optimizer]") {
  HostNetwork network = two_stages();
  const HostPhase phase("p", plain_sgd(0.1), 2);
  {
    PhaseOptimizer optimizer(phase, network);
    set_gradients(network, 1);
    optimizer.clear();
    CHECK_FALSE(network.tensor("a.weight").grad().defined());
    optimizer.step(1);
    CHECK(is_moved(network, "a.weight", 1, 0));
    set_gradients(network, 1);
  }
  CHECK_FALSE(network.tensor("fc.weight").grad().defined());
}
