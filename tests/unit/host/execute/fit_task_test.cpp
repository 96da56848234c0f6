#include "host/execute/fit_task.hpp"

#include "host/execute/inference.hpp"
#include "tests/support/torch_catch.hpp"
#include "tests/unit/host/execute/fake_models.hpp"
#include "tests/unit/host/execute/job_context.hpp"
#include "tests/unit/host/execute/tiny_data.hpp"

#include <tlhost/error.hpp>

#include <ATen/ATen.h>

#include <cmath>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

using tlhost::Error;
using tlhost::Layout;
using tlhost::NamedTensors;
using tlhost::NotApplicable;
using tlhost::Part;
using tlhost::Scores;
using tlhost::engine::FeatureMemo;
using tlhost::engine::FitJob;
using tlhost::engine::FitTask;
using tlhost::engine::HostNetwork;
using tlhost::engine::linear_scores;
using tlhost::engine::LinearEnd;
using tlhost::engine::pooled_outputs;
using tlhost::engine::Store;
using namespace tlhost::test;

namespace {

FitJob some_job() {
  FitJob job;
  job.target_name = "skin";
  job.source_name = "natural";
  job.source_datasets = {"objects"};
  job.source_classes = {"cat", "dog", "cow"};
  job.init = 0;
  job.select = "auc";
  job.channels = 1;
  job.view.view.size = TinyData::kSize;
  job.training = short_training(2);
  return job;
}

/// A fit on the tiny data, its features not cached.
class Bench {
 public:
  explicit Bench(HostNetwork made = tiny_network(), FitJob job = some_job())
      : job_(std::move(job)), network(std::move(made)) {}

  FitTask& task() {
    if (!task_) {
      task_.emplace(
          tlhost::engine::FitWork{job_, network, tiny.batches, tiny.data, memo_, job.context()});
    }
    return *task_;
  }

 private:
  FitJob job_;
  TempFolder folder_;
  Store store_ = Store::open(folder_ / "store");
  FeatureMemo memo_{store_, nullptr, {}};

 public:
  HostNetwork network;
  TinyData tiny;
  JobContext job;

 private:
  std::optional<FitTask> task_;
};

}  // namespace

TEST_CASE("a task tells the facts of target and source", "[execute][task]") {
  Bench bench;
  const tlhost::TargetInfo& target = bench.task().target();
  CHECK(target.name == "skin");
  CHECK(target.classes == std::vector<std::string>{"dark", "bright"});
  CHECK(target.counts == std::vector<std::int64_t>{16, 16});
  CHECK(target.train == 32);
  CHECK(target.validation == 8);
  CHECK(target.image_size == 8);
  CHECK(target.channels == 1);
  const tlhost::SourceInfo& source = bench.task().source();
  CHECK(source.name == "natural");
  CHECK(source.pretrained);
  CHECK(source.datasets == std::vector<std::string>{"objects"});
  CHECK(source.classes == std::vector<std::string>{"cat", "dog", "cow"});
}

TEST_CASE("a task gives several labels a record, and counts those that are there", "[execute]") {
  Bench bench;
  bench.tiny.data.labelling = tlhost::Labelling::multilabel;
  bench.tiny.data.train_truth.assign(64, 1);
  bench.tiny.data.train_truth[0] = 0;
  bench.tiny.data.train_truth[3] = -1;
  bench.tiny.data.train_labels.clear();
  CHECK(bench.task().target().counts == std::vector<std::int64_t>{31, 31});
  CHECK(bench.task().target().labelling == tlhost::Labelling::multilabel);
  CHECK(bench.task().labels(Part::train).sizes() == at::IntArrayRef({32, 2}));
  CHECK(bench.task().labels(Part::train)[1].isnan().sum().item<std::int64_t>() == 1);
}

TEST_CASE("features and labels are those of a part, in one order", "[execute][task]") {
  Bench bench;
  for (const Part part : {Part::train, Part::validation}) {
    const auto& rows = part == Part::train ? bench.tiny.data.train : bench.tiny.data.validation;
    const at::Tensor labels = bench.task().labels(part);
    CHECK(labels.scalar_type() == at::kLong);
    REQUIRE(labels.size(0) == static_cast<std::int64_t>(rows.size()));
    for (std::size_t i = 0; i < rows.size(); ++i) {
      CHECK(labels[static_cast<std::int64_t>(i)].item<std::int64_t>() == rows[i] % 2);
    }
    CHECK(at::equal(bench.task().features(part, 1),
                    pooled_outputs(bench.network, 1, bench.tiny.batches, rows, false)));
  }
}

TEST_CASE("features are the strategy's to change", "[execute][task]") {
  Bench bench;
  at::Tensor features = bench.task().features(Part::train, 2);
  const at::Tensor kept = features.clone();
  features.zero_();
  CHECK(at::equal(bench.task().features(Part::train, 2), kept));
}

TEST_CASE("the head has no features", "[execute][task]") {
  Bench bench;
  CHECK_THROWS_AS(bench.task().features(Part::train, 3), Error);
  CHECK_THROWS_WITH(bench.task().features(Part::train, 3),
                    "features() is asked for stage 3; the head has none");
  CHECK_THROWS_AS(bench.task().features(Part::train, 99), Error);
}

TEST_CASE("a phase has a name of its own", "[execute][task]") {
  Bench bench;
  CHECK(bench.task().phase("warm").epochs == 2);
  bench.task().phase("cold");
  CHECK_THROWS_AS(bench.task().phase("warm"), Error);
  CHECK_THROWS_WITH(bench.task().phase("warm"), "the phase name \"warm\" is empty or used twice");
  CHECK_THROWS_WITH(bench.task().phase(""), "the phase name \"\" is empty or used twice");
}

TEST_CASE("only a phase of this task is trained", "[execute][task]") {
  Bench bench, other;
  CHECK_THROWS_AS(bench.task().train(other.task().phase("p")), Error);
  CHECK_THROWS_WITH(bench.task().train(other.task().phase("q")),
                    "train() was given a phase that phase() did not make");
}

TEST_CASE("phases are trained one after the other and remembered", "[execute][task]") {
  Bench bench;
  tlhost::Phase& head = bench.task().phase("head");
  tlhost::Phase& all = bench.task().phase("all");
  for (std::size_t i = 0; i < 3; ++i) {
    head.stage(i).trainable = false;
  }
  const NamedTensors before = copy_of(bench.network);
  const tlhost::PhaseResult& first = bench.task().train(head);
  const NamedTensors between = copy_of(bench.network);
  CHECK(same_bytes(of_stage(bench.network, before, 1), of_stage(bench.network, between, 1)));
  bench.task().train(all);
  CHECK_FALSE(same_bytes(of_stage(bench.network, copy_of(bench.network), 1),
                         of_stage(bench.network, between, 1)));
  CHECK(first.epochs == 2);  // the reference lives on
  REQUIRE(bench.task().finished().size() == 2);
  CHECK(bench.task().finished()[0].name == "head");
  CHECK(bench.task().finished()[1].name == "all");
  CHECK(bench.task().history().size() == 4);
}

TEST_CASE("a phase without a trainable stage is refused", "[execute][task]") {
  Bench bench;
  tlhost::Phase& phase = bench.task().phase("none");
  for (std::size_t i = 0; i < 4; ++i) {
    phase.stage(i).trainable = false;
  }
  CHECK_THROWS_AS(bench.task().train(phase), tlhost::ConfigError);
  CHECK_THROWS_WITH(bench.task().train(phase), "phase \"none\": no stage is trainable");
}

TEST_CASE("the selection metric takes scores of the validation part", "[execute][task]") {
  Bench bench;
  const at::Tensor labels = bench.task().labels(Part::validation);
  CHECK(bench.task().score(at::one_hot(labels, 2).to(at::kFloat)) == 1);
  CHECK(bench.task().score(-at::one_hot(labels, 2).to(at::kFloat)) == 0);
  for (const at::Tensor& wrong : {at::zeros({7, 2}), at::zeros({8, 3}), at::zeros({16})}) {
    CHECK_THROWS_AS(bench.task().score(wrong), Error);
    CHECK_THROWS_WITH(bench.task().score(wrong), "score() needs [8, 2] scores");
  }
}

TEST_CASE("without a validation part there are no scores", "[execute][task]") {
  Bench bench;
  bench.tiny.forget_validation();
  CHECK(bench.task().target().validation == 0);
  CHECK(bench.task().scores(Part::validation).sizes() == at::IntArrayRef({0, 2}));
  CHECK(bench.task().result_scores(Part::validation).size(0) == 0);
  CHECK(std::isnan(bench.task().score(at::zeros({0, 2}))));
}

TEST_CASE("a linear classifier on the last backbone stage becomes the head", "[execute][task]") {
  Bench bench;
  const at::Tensor weight = drawn({2, 6}, "w"), bias = drawn({2}, "b");
  bench.task().set_linear(2, weight, bias, Scores::margins);
  CHECK(at::equal(bench.network.tensor("fc.weight"), weight));
  CHECK(at::equal(bench.network.tensor("fc.bias"), bias));
  CHECK_FALSE(bench.task().linear_end().has_value());
  CHECK(bench.task().score_kind() == Scores::margins);
  const at::Tensor features = bench.task().features(Part::validation, 2);
  CHECK(at::allclose(bench.task().result_scores(Part::validation),
                     features.matmul(weight.t()) + bias,
                     1e-5,
                     1e-6));
  CHECK(at::equal(bench.task().result_scores(Part::validation),
                  bench.task().scores(Part::validation)));
}

TEST_CASE("a linear classifier on an earlier stage ends the network there", "[execute][task]") {
  Bench bench;
  const NamedTensors before = copy_of(bench.network);
  const at::Tensor weight = drawn({2, 4}, "w").to(at::kDouble), bias = drawn({2}, "b");
  bench.task().set_linear(0, weight, bias, Scores::logits);
  CHECK(same_bytes(before, copy_of(bench.network)));
  REQUIRE(bench.task().linear_end().has_value());
  CHECK(bench.task().linear_end()->stage == 0);
  const at::Tensor expected =
      linear_scores({0, weight.to(at::kFloat), bias}, bench.task().features(Part::validation, 0));
  CHECK(at::equal(bench.task().result_scores(Part::validation), expected));
}

TEST_CASE("the last classifier that is set is the result", "[execute][task]") {
  Bench bench;
  bench.task().set_linear(0, drawn({2, 4}, "early"), drawn({2}, "b"), Scores::logits);
  bench.task().set_linear(2, drawn({2, 6}, "late"), drawn({2}, "b"), Scores::logits);
  CHECK_FALSE(bench.task().linear_end().has_value());
  CHECK(at::equal(bench.task().result_scores(Part::validation),
                  bench.task().scores(Part::validation)));
}

TEST_CASE("a linear classifier of a wrong shape is refused", "[execute][task]") {
  Bench bench;
  const auto set = [&bench](std::size_t stage, const at::Tensor& w, const at::Tensor& b) {
    bench.task().set_linear(stage, w, b, Scores::logits);
  };
  const char* text = "set_linear() needs a backbone stage, weight [2, D] and bias [2]";
  const at::Tensor w = drawn({2, 6}, "w"), b = drawn({2}, "b");
  CHECK_THROWS_AS(set(3, w, b), Error);
  CHECK_THROWS_WITH(set(3, w, b), text);
  CHECK_THROWS_WITH(set(2, drawn({3, 6}, "w"), b), text);
  CHECK_THROWS_WITH(set(2, drawn({12}, "w"), b), text);
  CHECK_THROWS_WITH(set(2, w, drawn({3}, "b")), text);
  CHECK_THROWS_WITH(set(2, w, drawn({2, 1}, "b")), text);
  CHECK_THROWS_AS(set(2, drawn({2, 5}, "w"), b), Error);
  CHECK_THROWS_WITH(set(2, drawn({2, 5}, "w"), b), Catch::Contains("fc.weight"));
  const double nan = std::numeric_limits<double>::quiet_NaN();
  CHECK_THROWS_AS(set(2, w * nan, b), Error);
  CHECK_THROWS_WITH(set(2, w, b * nan), "set_linear() was given weights that are not finite");
}

TEST_CASE("a head that is not one linear layer takes no classifier", "[execute][task]") {
  const auto flat = [](const at::Tensor& x) { return x.flatten(1); };
  Bench bench(
      fake_network({{{"fc.weight", {2, 64}}},
                    {{"body", Layout::vector, {}, flat}, {"head", Layout::vector, {"fc"}}}}));
  CHECK_THROWS_AS(bench.task().set_linear(0, drawn({2, 64}, "w"), drawn({2}, "b"), Scores::logits),
                  NotApplicable);
  CHECK_THROWS_WITH(
      bench.task().set_linear(0, drawn({2, 64}, "w"), drawn({2}, "b"), Scores::logits),
      "the head of this model is not one linear layer with a bias");
}

TEST_CASE("scores of a linear end do not depend on the rows beside them", "[execute][task]") {
  const LinearEnd end{0, drawn({3, 5}, "w"), drawn({3}, "b")};
  const at::Tensor features = drawn({70, 5}, "features");
  const at::Tensor all = linear_scores(end, features);
  CHECK(all.sizes() == at::IntArrayRef({70, 3}));
  CHECK(at::allclose(all, features.matmul(end.weight.t()) + end.bias, 1e-5, 1e-6));
  for (const std::int64_t row : {0, 31, 32, 69}) {
    CHECK(at::equal(linear_scores(end, features.narrow(0, row, 1))[0], all[row]));
  }
}

TEST_CASE("what a strategy logs goes to the supervisor", "[execute][task]") {
  Bench bench;
  bench.task().log(tlhost::Level::info, "lambda 0.1");
  CHECK(bench.job.logged() == std::vector<std::string>{"lambda 0.1"});
  CHECK_FALSE(bench.task().cancelled());
}
