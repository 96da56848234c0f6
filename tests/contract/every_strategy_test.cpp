#include "host/execute/fit_task.hpp"
#include "host/execute/inference.hpp"
#include "host/store/store.hpp"
#include "tests/contract/plugins.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/support/torch_catch.hpp"
#include "tests/unit/host/execute/job_context.hpp"

#include <tlhost/strategy.hpp>

#include <ATen/ATen.h>

#include <fstream>

namespace {

using namespace tlhost;
using test::Built;

constexpr std::int64_t kSize = 32, kCount = 36;

/// 36 images in two classes that any method tells apart by brightness; 24 to train, 12 to validate.
struct ToyData {
  test::TempFolder folder;
  engine::FitData data;

  ToyData() {
    std::string bytes;
    for (std::int64_t row = 0; row < kCount; ++row) {
      data.ids.push_back("image " + std::to_string(row));
      (row < 24 ? data.train : data.validation).push_back(row);
      (row < 24 ? data.train_labels : data.validation_labels).push_back(row % 2);
      for (std::int64_t i = 0; i < kSize * kSize; ++i) {
        bytes += static_cast<char>((row % 2 == 1 ? 150 : 40) + (i * 31 + row * 17) % 60);
      }
    }
    data.classes = {"dark", "bright"};
    std::ofstream(folder / "pixels.u8", std::ios::binary) << bytes;
  }
};

/// What a strategy made of a ResNet-18 on the toy data.
struct Fitted {
  at::Tensor validation;
  NamedTensors state, backbone_before;
  std::size_t phases = 0;
  std::size_t head = 0;
  std::vector<std::size_t> stages;
};

Fitted fit(const Built& strategy, const Built& model, const ToyData& toy) {
  test::JobContext job;
  const engine::Pixels pixels(toy.folder / "pixels.u8", kCount, kSize, 1);
  const engine::Normalise normalise{{0.5}, {0.25}};
  const engine::Batches batches(pixels, toy.data.ids, normalise);
  at::manual_seed(11);
  engine::HostNetwork network(
      test::make<Model>(model, test::defaults(model.entry->facts), {1, 2, kSize}, job.context()),
      "model");
  const engine::Store store = engine::Store::open(toy.folder / "store");
  engine::FeatureMemo memo(store, nullptr, {});
  engine::FitJob fit_job;
  fit_job.view.view.size = kSize;
  fit_job.channels = 1;
  fit_job.select = "auc";
  fit_job.seed = 5;
  fit_job.init = 0;  // as with a source: seedless strategies draw nothing then
  fit_job.training.epochs = 2;
  fit_job.training.batch = 8;
  engine::FitTask task({fit_job, network, batches, toy.data, memo, job.context()});
  Fitted fitted;
  for (const auto& [name, tensor] : network.state()) {
    fitted.backbone_before.emplace_back(name, tensor.detach().clone());
  }
  test::make<Strategy>(strategy, test::defaults(strategy.entry->facts), {}, job.context())
      ->fit(task);
  fitted.validation = task.result_scores(Part::validation);
  for (const engine::NetworkTensor& entry : network.tensors()) {
    fitted.state.emplace_back(entry.name, entry.tensor.detach().clone());
    fitted.stages.push_back(entry.stage);
  }
  fitted.head = network.head();
  fitted.phases = task.finished().size();
  return fitted;
}

}  // namespace

TEST_CASE("every strategy gives the same bytes twice, finite, and learns an easy problem",
          "[contract][strategy]") {
  const ToyData toy;
  const std::vector<Built> models = test::built(engine::Kind::model);
  REQUIRE_FALSE(models.empty());
  for (const Built& strategy : test::built(engine::Kind::strategy)) {
    INFO(strategy.name());
    const Fitted first = fit(strategy, models.front(), toy),
                 second = fit(strategy, models.front(), toy);
    CHECK(first.validation.equal(second.validation));
    CHECK(first.validation.isfinite().all().item<bool>());
    CHECK(first.validation.sizes() == at::IntArrayRef({12, 2}));
    for (std::size_t i = 0; i < first.state.size(); ++i) {
      CHECK(first.state[i].second.equal(second.state[i].second));
    }
    CHECK(engine::selection_of(first.validation, toy.data, "auc") > 0.9);
  }
}

TEST_CASE("a seedless strategy trains no phase and leaves the backbone as it was",
          "[contract][strategy]") {
  const ToyData toy;
  const std::vector<Built> models = test::built(engine::Kind::model);
  for (const Built& strategy : test::built(engine::Kind::strategy)) {
    if (!strategy.entry->facts.seedless) {
      continue;
    }
    INFO(strategy.name());
    const Fitted fitted = fit(strategy, models.front(), toy);
    CHECK(fitted.phases == 0);
    bool head_changed = false;
    for (std::size_t i = 0; i < fitted.state.size(); ++i) {
      const bool same = fitted.state[i].second.equal(fitted.backbone_before[i].second);
      if (fitted.stages[i] == fitted.head) {
        head_changed = head_changed || !same;
      } else {
        INFO(fitted.state[i].first);
        CHECK(same);
      }
    }
    CHECK(head_changed);
  }
}
