// Values: python3 tests/parity/augment_golden.py (losses).
#include "host/execute/soft_loss.hpp"

#include "host/data/mixing.hpp"
#include "tests/support/torch_catch.hpp"

#include <ATen/ATen.h>

#include <vector>

using tlhost::engine::mixed_targets;
using tlhost::engine::one_hot_targets;
using tlhost::engine::soft_loss;

namespace {

at::Tensor formula_logits() {
  std::vector<float> values;
  for (int i = 0; i < 4; ++i) {
    for (int c = 0; c < 3; ++c) {
      values.push_back(static_cast<float>((5 * i + 3 * c + i * c) % 7) / 2 - 1);
    }
  }
  return at::tensor(values).reshape({4, 3});
}

at::Tensor some_labels() { return at::tensor(std::vector<std::int64_t>{0, 2, 1, 2}); }

at::Tensor hot() { return one_hot_targets(some_labels(), 3); }

at::Tensor mixed() { return mixed_targets(hot(), {{1, 2, 3, 0}, 0.7, {}}); }

at::Tensor some_weights() { return at::tensor({2.0F, 0.5F, 1.0F}); }

double loss(const at::Tensor& targets, const at::Tensor& weights, double focal) {
  return soft_loss(formula_logits(), targets, weights, focal).item<double>();
}

}  // namespace

TEST_CASE("the loss of mixed labels is that of numpy", "[execute][loss]") {
  CHECK(loss(mixed(), {}, 0) == Approx(1.596627269).epsilon(1e-6));
  CHECK(loss(mixed(), some_weights(), 0) == Approx(1.798025904).epsilon(1e-6));
}

TEST_CASE("the focal loss is that of numpy", "[execute][loss]") {
  CHECK(loss(hot(), {}, 2) == Approx(1.381105059).epsilon(1e-6));
  CHECK(loss(mixed(), {}, 0.5) == Approx(1.487037976).epsilon(1e-6));
}

TEST_CASE("the loss of one-hot targets is that of labels", "[execute][loss]") {
  for (const at::Tensor& weights : {at::Tensor(), some_weights()}) {
    const at::Tensor of_labels = at::cross_entropy_loss(formula_logits(), some_labels(), weights);
    CHECK(loss(hot(), weights, 0) == Approx(of_labels.item<double>()).epsilon(1e-6));
  }
}

TEST_CASE("a sample that is known for sure has a finite slope", "[execute][loss]") {
  at::Tensor logits = at::tensor({100.0F, -100.0F}).reshape({1, 2}).set_requires_grad(true);
  const at::Tensor value =
      soft_loss(logits, one_hot_targets(at::zeros({1}, at::kLong), 2), {}, 0.5);
  value.backward();
  CHECK(value.isfinite().item<bool>());
  CHECK(logits.grad().isfinite().all().item<bool>());
}
