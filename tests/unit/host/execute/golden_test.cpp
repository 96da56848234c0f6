// One tiny fit of a known seed.  If this fails on purpose, because training or scoring now gives
// other numbers, raise the revision of the kind in host/plan/job_keys.hpp and write the change
// under "Numbers move" in CHANGELOG.md; then record the values that it prints.
#include "host/execute/inference.hpp"
#include "host/execute/training_loop.hpp"
#include "tests/support/torch_catch.hpp"
#include "tests/unit/host/execute/fake_models.hpp"
#include "tests/unit/host/execute/tiny_data.hpp"

#include <ATen/ATen.h>

#include <string>
#include <vector>

using tlhost::engine::HostNetwork;
using tlhost::engine::HostPhase;
using tlhost::engine::LoopSettings;
using tlhost::engine::network_scores;
using tlhost::engine::TrainingRule;
using namespace tlhost::test;

namespace {

/// Validation scores [8, 2] after three epochs with all that a phase can have: both augmentations,
/// a frozen stage, rates of its own for the head, warm-up, clipping, decay and class weights.  No
/// dropout: its numbers are LibTorch's.
at::Tensor golden_scores(const std::string& optimizer) {
  TinyData tiny(3);
  tiny.data.train.resize(31);  // class 0 is one ahead, and the last batch is a short one
  tiny.data.train_labels.resize(31);
  HostNetwork network = tiny_network({3, 2, 7, 0});
  TrainingRule rule = short_training(3);
  rule.optimizer = optimizer;
  rule.lr = optimizer == "adamw" ? 0.02 : 0.1;
  rule.weight_decay = 0.01;
  rule.schedule = "cosine";
  rule.warmup = 0.25;
  rule.clip = 1;
  rule.keep = "last";
  HostPhase phase("golden", rule, network.size());
  phase.stage(0).trainable = false;
  phase.stage(3).lr = 2;
  LoopSettings settings = loop_settings(11);
  settings.augment = {true, 0.125};
  settings.class_weight = true;
  train(network, tiny, phase, settings);
  return network_scores(network, tiny.batches, tiny.data.validation, false);
}

void check_scores(const at::Tensor& scores, const std::vector<double>& recorded) {
  REQUIRE(scores.sizes() == at::IntArrayRef({8, 2}));
  REQUIRE(recorded.size() == 16);
  for (std::size_t i = 0; i < recorded.size(); ++i) {
    // The last bits differ between processors.
    CHECK(scores.flatten()[static_cast<std::int64_t>(i)].item<double>() ==
          Approx(recorded[i]).margin(1e-4));
  }
}

}  // namespace

TEST_CASE("results of fit/1 have not moved: SGD", "[execute][golden]") {
  check_scores(golden_scores("sgd"),
               {0.382979,
                -0.320364,
                -0.932509,
                0.953440,
                0.525638,
                -0.440276,
                -1.434070,
                1.436623,
                0.531818,
                -0.448457,
                -1.052492,
                1.061145,
                0.434142,
                -0.369763,
                -0.645278,
                0.679343});
}

TEST_CASE("results of fit/1 have not moved: AdamW", "[execute][golden]") {
  check_scores(golden_scores("adamw"),
               {0.345458,
                -0.225907,
                -0.402778,
                0.399554,
                0.520357,
                -0.343636,
                -0.758962,
                0.685583,
                0.546763,
                -0.366064,
                -0.535611,
                0.501822,
                0.415222,
                -0.280471,
                -0.126775,
                0.174908});
}
