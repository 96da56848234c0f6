#include "tests/support/torch_catch.hpp"

#include <tlhost/strategy.hpp>
#include <tlhost/testing_task.hpp>

namespace testing = tlhost::testing;

namespace {

/// Goes on only if the first phase was good.
struct Cautious final : tlhost::Strategy {
  explicit Cautious(const tlhost::Create&) {}

  void fit(tlhost::Task& task) override {
    tlhost::Phase& first = task.phase("first");
    first.stage(task.network().find("stem")).trainable = false;
    first.epochs = 5;
    if (task.train(first).score > 0.6) {
      task.train(task.phase("second"));
    }
    first.epochs = 7;  // too late
  }
};

}  // namespace

TEST_CASE("a task in a test remembers the phases as they were trained", "[sdk][testing]") {
  testing::RecordedTask task({"stem", "head"});
  testing::make<Cautious>()->fit(task);
  REQUIRE(task.trained.size() == 1);
  CHECK(task.trained[0].name == "first");
  CHECK(task.trained[0].epochs == 5);
  CHECK_FALSE(task.trained[0].stages[0].trainable);
  CHECK(task.trained[0].stages[1].trainable);
}

TEST_CASE("a test says what the phases of a task reach", "[sdk][testing]") {
  testing::RecordedTask task({"stem", "head"});
  task.phase_scores = {0.9};
  testing::make<Cautious>()->fit(task);
  CHECK(task.trained.size() == 2);
  CHECK(task.results[0].score == 0.9);
  CHECK(task.results[1].score == 0.5);
}

TEST_CASE("a task in a test knows its stages, and refuses a phase name that is used twice",
          "[sdk][testing]") {
  testing::RecordedTask task({"stem", "head"});
  CHECK(task.network().size() == 2);
  CHECK(task.network().find("head") == 1);
  CHECK_THROWS_AS(task.network().find("body"), tlhost::ConfigError);
  task.phase("one");
  CHECK_THROWS_AS(task.phase("one"), tlhost::ConfigError);
}
