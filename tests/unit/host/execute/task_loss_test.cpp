// Golden values: python3 tests/parity/labels_golden.py
#include "host/execute/task_loss.hpp"

#include "host/data/mixing.hpp"
#include "host/execute/soft_loss.hpp"
#include "host/execute/training_loop.hpp"
#include "tests/support/torch_catch.hpp"

#include <ATen/ATen.h>

#include <cmath>
#include <limits>

using tlhost::Labelling;
using tlhost::Part;
using namespace tlhost::engine;

namespace {

/// Four records of three labels, the same for training and validation.
FitData several_labels() {
  FitData data;
  data.labelling = Labelling::multilabel;
  data.classes = {"mass", "nodule", "hernia"};
  data.train = {0, 1, 2, 3};
  data.validation = data.train;
  data.train_truth = {1, 0, -1, 0, 1, 0, 1, -1, 1, 0, 0, 1};
  data.validation_truth = data.train_truth;
  return data;
}

at::Tensor logits() {
  return at::tensor(
             {2.0F, -1.0F, 0.5F, -0.3F, 0.8F, -2.0F, 1.5F, 0.0F, 30.0F, -40.0F, 0.25F, -0.75F})
      .view({4, 3});
}

}  // namespace

TEST_CASE("the loss of several labels agrees with PyTorch's, unknown ones left out",
          "[execute][multilabel]") {
  const TaskLoss loss(several_labels(), false);
  const at::Tensor z = logits().requires_grad_(true);
  const at::Tensor value = loss.of_train(z, {0, 1, 2, 3});
  CHECK(value.item<float>() == Approx(0.3656797707080841).epsilon(1e-6));
  CHECK(loss.of_validation(logits()).item<float>() == value.item<float>());
  value.backward();
  const at::Tensor gradient = z.grad();
  CHECK(gradient[0][0].item<float>() == Approx(-0.011920297518372536).epsilon(1e-5));
  CHECK(gradient[3][2].item<float>() == Approx(-0.06791787594556808).epsilon(1e-5));
  CHECK(gradient[0][2].item<float>() == 0);
  CHECK(gradient[2][1].item<float>() == 0);
  CHECK(gradient.isfinite().all().item<bool>());
}

TEST_CASE("weights of several labels balance the positives and negatives of each",
          "[execute][multilabel]") {
  const at::Tensor weights = label_weights(part_labels(several_labels(), Part::train));
  CHECK(at::equal(weights, at::tensor({1.0F, 0.75F, 1.5F, 1.0F, 1.5F, 0.75F}).view({2, 3})));
  const TaskLoss loss(several_labels(), true);
  CHECK(loss.of_train(logits(), {0, 1, 2, 3}).item<float>() ==
        Approx(0.33367937058210373).epsilon(1e-6));
}

TEST_CASE("a batch without a known label has no loss and moves nothing", "[execute][multilabel]") {
  FitData data = several_labels();
  data.train_truth.assign(12, -1);
  const at::Tensor z = logits().requires_grad_(true);
  const at::Tensor value = TaskLoss(data, false).of_train(z, {0, 1, 2, 3});
  CHECK(value.item<float>() == 0);
  value.backward();
  CHECK(z.grad().eq(0).all().item<bool>());
}

TEST_CASE("a fit without a validation part needs no labels for it", "[execute][multilabel]") {
  FitData data = several_labels();
  data.validation.clear();
  data.validation_truth.clear();
  CHECK(part_labels(data, Part::validation).sizes() == at::IntArrayRef({0, 3}));
  CHECK(std::isfinite(TaskLoss(data, true).of_train(logits(), {0, 1, 2, 3}).item<float>()));
}

TEST_CASE("one label a record is learnt by cross-entropy, in order or not", "[execute]") {
  FitData data;
  data.classes = {"0", "1", "2"};
  data.train_labels = {0, 1, 2, 1};
  for (const Labelling labelling : {Labelling::multiclass, Labelling::ordinal}) {
    data.labelling = labelling;
    const at::Tensor expected = at::cross_entropy_loss(logits().slice(0, 1, 3),
                                                       at::tensor(std::vector<std::int64_t>{1, 2}));
    CHECK(at::equal(TaskLoss(data, false).of_train(logits().slice(0, 1, 3), {1, 2}), expected));
  }
}

TEST_CASE("several labels are selected by the mean of their areas", "[execute][multilabel]") {
  FitData data = several_labels();
  // mass: 2 and 1.5 above -0.3 and -40: 1; nodule: 0.8 above -1 and 0.25: 1; hernia: of (30, -0.75)
  // above -2: 1
  CHECK(selection_of(logits(), data, "auc") == 1);
  CHECK(selection_of(-logits(), data, "auc") == 0);
  // right: mass 4 of 4, nodule 2 of 3 (0.25 is none), hernia 2 of 3
  CHECK(selection_of(logits(), data, "accuracy") == Approx(0.8));
  data.validation_truth.assign(12, 0);
  CHECK(std::isnan(selection_of(logits(), data, "auc")));
}

TEST_CASE("mixed images have mixed labels, unknown where one of the two is",
          "[execute][multilabel]") {
  const TaskLoss loss(several_labels(), false);
  const Mix mix{{1, 0, 3, 2}, 0.75, {}};
  const at::Tensor z = logits().requires_grad_(true);
  loss.of_train(z, {0, 1, 2, 3}, mix).backward();
  // Record 0 is 1, 0, unknown and record 1 is 0, 1, 0: 0.75, 0.25, unknown; eight labels are known.
  const at::Tensor known =
      at::tensor({1.0F, 1.0F, 0.0F, 1.0F, 1.0F, 0.0F, 1.0F, 0.0F, 1.0F, 1.0F, 0.0F, 1.0F});
  CHECK(at::equal(z.grad().ne(0).to(at::kFloat).flatten() * (1 - known), at::zeros({12})));
  CHECK(z.grad()[0][0].item<float>() == Approx((1 / (1 + std::exp(-2.0)) - 0.75) / 8));
  CHECK(z.grad()[1][1].item<float>() == Approx((1 / (1 + std::exp(-0.8)) - 0.75) / 8));
}

TEST_CASE("the loss of mixed labels of one class is that of soft targets", "[execute][loss]") {
  FitData data;
  data.classes = {"a", "b", "c"};
  data.train = {0, 1, 2, 3};
  data.train_labels = {0, 2, 1, 2};
  const Mix mix{{1, 2, 3, 0}, 0.7, {}};
  const at::Tensor hot = one_hot_targets(at::tensor(data.train_labels), 3);
  for (const bool weigh : {false, true}) {
    const at::Tensor weights = weigh ? class_weights(data.train_labels, 3) : at::Tensor();
    CHECK(TaskLoss(data, weigh).of_train(logits(), {0, 1, 2, 3}, mix).item<float>() ==
          soft_loss(logits(), mixed_targets(hot, mix), weights, 0).item<float>());
  }
  CHECK(TaskLoss(data, false, 2).of_train(logits(), {0, 1, 2, 3}).item<float>() ==
        soft_loss(logits(), hot, {}, 2).item<float>());
}

TEST_CASE("the focal loss refuses several labels a record", "[execute][multilabel]") {
  CHECK_THROWS_WITH(TaskLoss(several_labels(), false, 2),
                    "\"imbalance\": focal needs records of one class each");
}
