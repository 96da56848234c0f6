#include "tests/support/torch_catch.hpp"

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>
#include <truncated_normal.hpp>

namespace {

at::Tensor drawn(double deviation, std::int64_t count) {
  at::manual_seed(11);
  at::Tensor weight = at::empty({count}).requires_grad_();
  tlhost::truncated_normal(weight, deviation);
  return weight.detach();
}

double quantile_of(const at::Tensor& values, double part) {
  return at::quantile(values, part).item<double>();
}

}  // namespace

// Golden: python3 -c "from statistics import NormalDist as N; n = N(0, 2); a = n.cdf(-2);
// print([n.inv_cdf(a + q * (1 - 2 * a)) for q in (.05, .25, .75, .95)])"
// and the deviation 2 * sqrt(1 - 2 * N().pdf(1) / (1 - 2 * a)).
TEST_CASE("a normal distribution is cut by drawing again what lies beyond the cuts",
          "[plugins][truncated_normal]") {
  const at::Tensor values = drawn(2, 200'000);
  CHECK(values.abs().max().item<double>() <= 2);
  CHECK(values.abs().max().item<double>() > 1.99);
  CHECK(values.mean().item<double>() == Approx(0).margin(0.01));
  CHECK(values.std().item<double>() == Approx(1.079120).margin(0.005));
  CHECK(quantile_of(values, 0.05) == Approx(-1.735324).margin(0.01));
  CHECK(quantile_of(values, 0.25) == Approx(-0.883541).margin(0.02));
  CHECK(quantile_of(values, 0.75) == Approx(0.883541).margin(0.02));
  CHECK(quantile_of(values, 0.95) == Approx(1.735324).margin(0.01));
}

TEST_CASE("where nothing lies beyond the cuts the values are LibTorch's own normal ones",
          "[plugins][truncated_normal]") {
  const at::Tensor values = drawn(0.02, 10'000);
  at::manual_seed(11);
  CHECK(values.equal(at::empty({10'000}).normal_(0, 0.02)));
}
