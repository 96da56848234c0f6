#include "host/execute/step_batches.hpp"

#include "tests/support/torch_catch.hpp"
#include "tests/unit/host/execute/fake_models.hpp"
#include "tests/unit/host/execute/tiny_data.hpp"

#include <ATen/ATen.h>

#include <vector>

using tlhost::engine::Draw;
using tlhost::engine::HostNetwork;
using tlhost::engine::HostPhase;
using tlhost::engine::LoopSettings;
using tlhost::engine::mixed_images;
using tlhost::engine::Sampler;
using tlhost::engine::StepBatch;
using tlhost::engine::StepBatches;
using tlhost::engine::TrainingRule;
using namespace tlhost::test;

namespace {

const std::vector<Draw> kDraws = {{3, 0}, {8, 0}, {3, 1}, {5, 0}};
const std::vector<std::int64_t> kRows = {3, 8, 3, 5};

StepBatch batch_of(const TinyData& tiny, const LoopSettings& settings, bool augment = true) {
  HostPhase phase("main", short_training(1), 4);
  phase.augment = augment;
  return StepBatches(phase, 0, tiny.batches, tiny.data, settings).make(2, 1, kDraws);
}

/// Keeps the first `bright` training rows of class 1, and all of class 0.
void make_uneven(TinyData& tiny, std::size_t bright) {
  std::vector<std::int64_t> rows, labels;
  std::size_t seen = 0;
  for (std::size_t i = 0; i < tiny.data.train.size(); ++i) {
    if (tiny.data.train_labels[i] == 0 || seen++ < bright) {
      rows.push_back(tiny.data.train[i]);
      labels.push_back(tiny.data.train_labels[i]);
    }
  }
  tiny.data.train = rows;
  tiny.data.train_labels = labels;
}

}  // namespace

TEST_CASE("a step has the images and places of its draws", "[execute][step]") {
  const TinyData tiny;
  const StepBatch batch = batch_of(tiny, loop_settings());
  CHECK(at::equal(batch.images, tiny.batches.images(kRows)));
  CHECK(batch.places == std::vector<std::size_t>{3, 8, 3, 5});
  CHECK_FALSE(batch.mix);
}

TEST_CASE("extra copies of oversampling are turned, without a policy that turns",
          "[execute][step]") {
  const TinyData tiny;
  LoopSettings settings = loop_settings();
  settings.sampler = Sampler::oversample;
  const at::Tensor plain = tiny.batches.images(kRows);
  const at::Tensor images = batch_of(tiny, settings).images;
  for (const std::int64_t i : {0, 1, 3}) {
    CHECK(at::equal(images[i], plain[i]));
  }
  CHECK_FALSE(at::equal(images[2], plain[2]));
  CHECK(at::equal(images[2], tiny.batches.augmented({{3, {.rotate = 180}, {5, 2, 1}}})[0]));
  // A strategy that wants images as they are gets them so.
  CHECK(at::equal(batch_of(tiny, settings, false).images, plain));
  // Another sampler turns nothing by itself.
  settings.sampler = Sampler::balanced;
  CHECK(at::equal(batch_of(tiny, settings).images, plain));
}

TEST_CASE("images are mixed after augmentation, where a strategy wants them changed",
          "[execute][step]") {
  const TinyData tiny;
  LoopSettings settings = loop_settings();
  settings.augment = {.flip = true, .crop = 0.125};
  const at::Tensor augmented = batch_of(tiny, settings).images;
  settings.mix = {.mixup = 0.4};
  const StepBatch batch = batch_of(tiny, settings);
  REQUIRE(batch.mix);
  CHECK(at::equal(batch.images, mixed_images(augmented, *batch.mix)));
  CHECK_FALSE(at::equal(batch.images, augmented));
  CHECK_FALSE(batch_of(tiny, settings, false).mix);
}

TEST_CASE("training with a sampler goes over all that it draws", "[execute][step][loop]") {
  TinyData tiny;
  make_uneven(tiny, 4);  // and 16
  LoopSettings settings = loop_settings();
  const auto last_rate = [&](Sampler sampler) {
    settings.sampler = sampler;
    HostNetwork network = tiny_network();
    TrainingRule rule = short_training(1);
    rule.schedule = "cosine";
    return train(network, tiny, HostPhase("main", rule, network.size()), settings).history[0].lr;
  };
  // Batches of 8: of 20 records three, of 32 draws four; the rate of the last one shows which.
  CHECK(last_rate(Sampler::plain) == last_rate(Sampler::balanced));
  CHECK(last_rate(Sampler::plain) > last_rate(Sampler::oversample));
}

TEST_CASE("mixing changes the training loss, and never the validation part",
          "[execute][step][loop]") {
  LoopSettings settings = loop_settings();
  const TinyData tiny;
  const auto trained_with = [&](double mixup) {
    settings.mix.mixup = mixup;
    HostNetwork network = tiny_network();
    HostPhase still("still", short_training(1), network.size());
    for (std::size_t i = 0; i < network.size(); ++i) {
      still.stage(i).trainable = i + 1 == network.size();
      still.stage(i).lr = 0;
    }
    const auto row = train(network, tiny, still, settings).history[0];
    return std::make_pair(row.train_loss, row.validation_loss);
  };
  const auto plain = trained_with(0), mixed = trained_with(1);
  CHECK(plain.first != mixed.first);
  CHECK(plain.second == mixed.second);
  HostNetwork network = tiny_network();
  HostPhase lone("lone", short_training(1), network.size());
  lone.batch = 1;
  CHECK_THROWS_WITH(train(network, tiny, lone, settings),
                    "phase \"lone\": images of a batch are mixed in pairs (\"mixup\", \"cutmix\"), "
                    "and batch is 1; let it be 2 or more");
}
