#include "host/execute/inference.hpp"

#include "tests/support/torch_catch.hpp"
#include "tests/unit/host/execute/fake_models.hpp"
#include "tests/unit/host/execute/tiny_data.hpp"

#include <ATen/ATen.h>

#include <algorithm>
#include <numeric>
#include <utility>
#include <vector>

using tlhost::engine::head_scores;
using tlhost::engine::HostNetwork;
using tlhost::engine::in_blocks;
using tlhost::engine::kBlock;
using tlhost::engine::network_scores;
using tlhost::engine::pooled_outputs;
using namespace tlhost::test;

namespace {

/// 64 rows over the 40 images of TinyData.
std::vector<std::int64_t> many_rows() {
  std::vector<std::int64_t> rows(64);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    rows[i] = static_cast<std::int64_t>((i * 7) % 40);
  }
  return rows;
}

}  // namespace

TEST_CASE("work is done in blocks, the last one padded with zeros", "[execute][inference]") {
  for (const std::int64_t count : {1, 31, 32, 33, 64}) {
    const at::Tensor all = at::arange(1, count * 3 + 1, at::kFloat).reshape({count, 3});
    std::vector<std::pair<std::int64_t, std::int64_t>> asked;
    std::vector<double> sums;
    const at::Tensor result = in_blocks(
        count,
        [&](std::int64_t first, std::int64_t last) {
          asked.emplace_back(first, last);
          return all.narrow(0, first, last - first);
        },
        [&](const at::Tensor& block) {
          CHECK(block.size(0) == kBlock);
          CHECK(block.size(1) == 3);
          sums.push_back(block.sum().item<double>());
          return block * 2;
        });
    CHECK(at::equal(result, all * 2));
    REQUIRE(static_cast<std::int64_t>(asked.size()) == (count + kBlock - 1) / kBlock);
    CHECK(asked.back().second == count);
    const double numbers = static_cast<double>(count) * 3;
    CHECK(std::accumulate(sums.begin(), sums.end(), 0.0) == numbers * (numbers + 1) / 2);
  }
}

TEST_CASE("blocks of images keep their memory layout when padded", "[execute][inference]") {
  const at::Tensor x = drawn({3, 2, 4, 4}, "x").contiguous(at::MemoryFormat::ChannelsLast);
  bool channels_last = false;
  const at::Tensor result = in_blocks(
      3,
      [&x](std::int64_t, std::int64_t) { return x; },
      [&](const at::Tensor& block) {
        channels_last = block.is_contiguous(at::MemoryFormat::ChannelsLast);
        return block;
      });
  CHECK(channels_last);
  CHECK(at::equal(result, x));
}

TEST_CASE("nothing in a block needs gradients", "[execute][inference]") {
  const at::Tensor w = at::ones({3}).set_requires_grad(true);
  const at::Tensor result = in_blocks(
      2,
      [](std::int64_t, std::int64_t) {
        return at::ones({2, 3});
      },
      [&w](const at::Tensor& block) { return block * w; });
  CHECK_FALSE(result.requires_grad());
}

TEST_CASE("an image's outputs do not depend on its neighbours, to the bit",
          "[execute][inference]") {
  HostNetwork network = tiny_network();
  const TinyData tiny;
  const std::vector<std::int64_t> rows = many_rows();
  for (const std::size_t stage : {0, 1, 2}) {
    const at::Tensor all = pooled_outputs(network, stage, tiny.batches, rows, false);
    REQUIRE(all.size(0) == 64);
    for (const std::size_t count : {1, 31, 32, 33}) {
      const std::vector<std::int64_t> some(rows.begin(),
                                           rows.begin() + static_cast<std::ptrdiff_t>(count));
      CHECK(at::equal(pooled_outputs(network, stage, tiny.batches, some, false),
                      all.narrow(0, 0, static_cast<std::int64_t>(count))));
    }
    std::vector<std::int64_t> backwards(rows.rbegin(), rows.rend());
    CHECK(at::equal(pooled_outputs(network, stage, tiny.batches, backwards, false).flip(0), all));
    for (const std::size_t place : {0, 17, 40, 63}) {
      CHECK(at::equal(pooled_outputs(network, stage, tiny.batches, {rows[place]}, false)[0],
                      all[static_cast<std::int64_t>(place)]));
    }
  }
}

TEST_CASE("scores are the head on the last pooled outputs, to the bit", "[execute][inference]") {
  HostNetwork network = tiny_network({1, 5, 3, 0.5});
  const TinyData tiny;
  const std::vector<std::int64_t> rows = many_rows();
  const at::Tensor scores = network_scores(network, tiny.batches, rows, false);
  CHECK(scores.sizes() == at::IntArrayRef({64, 5}));
  CHECK(scores.scalar_type() == at::kFloat);
  const at::Tensor features = pooled_outputs(network, 2, tiny.batches, rows, false);
  CHECK(at::equal(head_scores(network, features, false), scores));
  CHECK(at::equal(head_scores(network, features.narrow(0, 5, 1), false)[0], scores[5]));
  // Against the composition in one go: another batch size, so only nearly equal.
  const at::Tensor whole = network.forward(tiny.batches.images(rows), 0, network.size());
  CHECK(at::allclose(whole.detach(), scores, 1e-4, 1e-5));
}

TEST_CASE("evaluation is in eval mode, whatever went before", "[execute][inference]") {
  HostNetwork network = tiny_network({1, 2, 7, 0.5});
  const TinyData tiny;
  const at::Tensor first = network_scores(network, tiny.batches, {0, 1, 2}, false);
  for (std::size_t i = 0; i < network.size(); ++i) {
    network.set_training(i, true);
  }
  const auto before = copy_of(network);
  CHECK(at::equal(network_scores(network, tiny.batches, {0, 1, 2}, false), first));
  CHECK(same_bytes(before, copy_of(network)));  // norms have learnt nothing
}

TEST_CASE("bf16 comes close to fp32, and its scores are float32", "[execute][inference]") {
  HostNetwork network = tiny_network();
  const TinyData tiny;
  const at::Tensor exact = network_scores(network, tiny.batches, {0, 1, 2, 3}, false);
  const at::Tensor rough = network_scores(network, tiny.batches, {0, 1, 2, 3}, true);
  CHECK(rough.scalar_type() == at::kFloat);
  CHECK(at::allclose(rough, exact, 0.05, 0.05));  // 8 bits of mantissa
  CHECK(at::equal(network_scores(network, tiny.batches, {0, 1, 2, 3}, false), exact));
}
