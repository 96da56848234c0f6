// The strategy in this process, with a task that trains nothing; `tlhost check` looks at what all
// strategies must keep, on real networks.
#include "plugin_name.cpp"

#include <tlhost/testing_task.hpp>

#include <c10/util/Logging.h>
#undef CHECK  // LibTorch has one too
#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
#else
#define CATCH_CONFIG_MAIN
#include <catch2/catch.hpp>
#endif

namespace testing = tlhost::testing;

TEST_CASE("from a source, the head learns first and alone, then all stages") {
  testing::RecordedTask task({"stem", "layer1", "head"});
  task.source_info.pretrained = true;
  testing::make<PluginName>({{"head_epochs", 3}, {"backbone_lr", 0.25}})->fit(task);
  REQUIRE(task.trained.size() == 2);

  const testing::RecordedPhase& first = task.trained[0];
  CHECK(first.epochs == 3);
  CHECK_FALSE(first.stages[0].trainable);
  CHECK_FALSE(first.stages[1].trainable);
  CHECK(first.stages[2].trainable);

  const testing::RecordedPhase& second = task.trained[1];
  CHECK(second.epochs == 20);
  CHECK(second.stages[0].trainable);
  CHECK(second.stages[1].lr == 0.25);
  CHECK(second.stages[2].lr == 1);
}

TEST_CASE("from scratch all stages learn from the beginning, at one rate") {
  testing::RecordedTask task({"stem", "layer1", "head"});
  testing::make<PluginName>()->fit(task);
  REQUIRE(task.trained.size() == 1);
  for (const tlhost::StagePolicy& stage : task.trained[0].stages) {
    CHECK(stage.trainable);
    CHECK(stage.lr == 1);
  }
}
