#include "host/describe/work_counter.hpp"

#include "tests/support/torch_catch.hpp"

#include <ATen/ATen.h>

#include <functional>

using tlhost::engine::WorkCounter;

namespace {

std::int64_t work_of(const std::function<void()>& body) {
  const WorkCounter counter;
  body();
  return counter.multiply_adds();
}

}  // namespace

TEST_CASE("a convolution costs its kernel for each number of its output", "[describe]") {
  const at::Tensor x = at::ones({2, 4, 8, 8});
  CHECK(work_of([&] {
          at::conv2d(x, at::ones({6, 4, 3, 3}), {}, 1, 1);
        }) == 2 * 6 * 8 * 8 * (4 * 3 * 3));
  CHECK(work_of([&] {
          at::conv2d(x, at::ones({6, 4, 3, 3}), at::ones({6}), 2, at::IntArrayRef(0));
        }) == 2 * 6 * 3 * 3 * (4 * 3 * 3));
  CHECK(work_of([&] {
          at::conv2d(x, at::ones({8, 2, 3, 3}), {}, 1, 1, 1, 2);
        }) == 2 * 8 * 8 * 8 * (2 * 3 * 3));
  CHECK(work_of([&] {
          at::conv_transpose2d(x, at::ones({4, 5, 2, 2}), {}, 2);
        }) == 2 * 4 * 8 * 8 * (5 * 2 * 2));
}

TEST_CASE("a linear layer costs its inputs for each output, however it is computed", "[describe]") {
  const at::Tensor weight = at::ones({5, 3}), bias = at::ones({5});
  CHECK(work_of([&] { at::linear(at::ones({7, 3}), weight, bias); }) == 7 * 5 * 3);
  CHECK(work_of([&] { at::linear(at::ones({7, 3}), weight); }) == 7 * 5 * 3);
  CHECK(work_of([&] { at::linear(at::ones({2, 7, 3}), weight, bias); }) == 2 * 7 * 5 * 3);
  CHECK(work_of([&] { at::linear(at::ones({2, 7, 3}), weight); }) == 2 * 7 * 5 * 3);
}

TEST_CASE("products of matrices are counted, what goes element by element is not", "[describe]") {
  const at::Tensor a = at::ones({2, 3, 4, 5}), b = at::ones({2, 3, 5, 6});
  CHECK(work_of([&] { at::matmul(a, b); }) == 2 * 3 * 4 * 6 * 5);
  CHECK(work_of([&] { at::mv(at::ones({4, 5}), at::ones({5})); }) == 4 * 5);
  CHECK(work_of([&] { at::dot(at::ones({5}), at::ones({5})); }) == 5);
  CHECK(work_of([&] { at::relu(a * a + a).softmax(-1); }) == 0);
}

TEST_CASE("a counter counts while it lives, and another one begins anew", "[describe]") {
  const at::Tensor x = at::ones({2, 2});
  CHECK(work_of([&] { x.mm(x); }) == 8);
  x.mm(x);
  CHECK(work_of([] {}) == 0);
}
