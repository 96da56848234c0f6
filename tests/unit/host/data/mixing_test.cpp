#include "host/data/mixing.hpp"

#include "tests/support/torch_catch.hpp"

#include <ATen/ATen.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

using tlhost::engine::BatchKey;
using tlhost::engine::draw_mix;
using tlhost::engine::Mix;
using tlhost::engine::mixed_images;
using tlhost::engine::mixed_targets;
using tlhost::engine::Window;

namespace {

using Ids = std::vector<std::string>;
const Ids kIds = {"a", "b", "c", "d", "e"};

/// 4 images of 2 channels and 3 x 3 pixels: 100 n + 10 c + place, in channels-last order.
at::Tensor some_images() {
  const at::Tensor images = at::arange(9, at::kFloat).reshape({1, 1, 3, 3}) +
                            10 * at::arange(2, at::kFloat).reshape({1, 2, 1, 1}) +
                            100 * at::arange(4, at::kFloat).reshape({4, 1, 1, 1});
  return images.contiguous(at::MemoryFormat::ChannelsLast);
}

const std::vector<std::int64_t> kPartners = {2, 3, 1, 0};

}  // namespace

TEST_CASE("mixup is the weighted sum of an image and its partner", "[data][mix]") {
  const at::Tensor mixed = mixed_images(some_images(), {kPartners, 0.75, {}});
  // numpy: 0.75 * x + 0.25 * x[[2, 3, 1, 0]], at [n, 1, 2, 0], which is 100 n + 16 in x
  CHECK(mixed[0][1][2][0].item<double>() == Approx(66));
  CHECK(mixed[1][1][2][0].item<double>() == Approx(166));
  CHECK(mixed[2][1][2][0].item<double>() == Approx(191));
  CHECK(mixed[3][1][2][0].item<double>() == Approx(241));
  CHECK(mixed.is_contiguous(at::MemoryFormat::ChannelsLast));
  const at::Tensor targets = mixed_targets(
      at::eye(3, at::kFloat).index_select(0, at::tensor({0, 0, 1, 2})), {kPartners, 0.75, {}});
  const at::Tensor expected =
      at::tensor({0.75F, 0.25F, 0.F, 0.75F, 0.F, 0.25F, 0.25F, 0.75F, 0.F, 0.25F, 0.F, 0.75F});
  CHECK(at::allclose(targets, expected.reshape({4, 3})));
}

TEST_CASE("cutmix takes a window from the partner", "[data][mix]") {
  const Mix mix{kPartners, 7.0 / 9, Window{1, 3, 0, 1}};
  const at::Tensor images = some_images(), mixed = mixed_images(images, mix);
  at::Tensor expected = images.clone();
  for (std::int64_t n = 0; n < 4; ++n) {
    for (const std::int64_t row : {1, 2}) {
      for (const std::int64_t c : {0, 1}) {
        expected[n][c][row][0].copy_(images[kPartners[static_cast<std::size_t>(n)]][c][row][0]);
      }
    }
  }
  CHECK(at::equal(mixed, expected));
  CHECK(mixed.is_contiguous(at::MemoryFormat::ChannelsLast));
  CHECK(at::equal(mixed_images(images, {kPartners, 1, Window{2, 2, 0, 1}}), images));
}

TEST_CASE("partners are a permutation without anybody alone", "[data][mix]") {
  for (std::uint64_t step = 0; step < 20; ++step) {
    const Mix mix = draw_mix({0.4, 0}, {1, 0, 0, step}, kIds, 8);
    const std::set<std::int64_t> all(mix.partner.begin(), mix.partner.end());
    CHECK(all == std::set<std::int64_t>{0, 1, 2, 3, 4});
    for (std::size_t i = 0; i < kIds.size(); ++i) {
      CHECK(mix.partner[i] != static_cast<std::int64_t>(i));
    }
  }
  CHECK(draw_mix({0.4, 0}, {}, {"a"}, 8).partner == std::vector<std::int64_t>{0});
}

TEST_CASE("partners go by ids and not by places", "[data][mix]") {
  const Ids turned(kIds.rbegin(), kIds.rend());
  const Mix mix = draw_mix({0.4, 0}, {1, 2, 3, 4}, kIds, 8);
  const Mix other = draw_mix({0.4, 0}, {1, 2, 3, 4}, turned, 8);
  CHECK(other.own == mix.own);
  for (std::size_t i = 0; i < kIds.size(); ++i) {
    const std::string partner = kIds[static_cast<std::size_t>(mix.partner[i])];
    CHECK(turned[static_cast<std::size_t>(other.partner[kIds.size() - 1 - i])] == partner);
  }
}

TEST_CASE("a mix depends on seed, phase, epoch and step", "[data][mix]") {
  const auto own = [](const BatchKey& key) { return draw_mix({0.4, 0}, key, kIds, 8).own; };
  const std::set<double> all = {own({1, 0, 0, 0}),
                                own({2, 0, 0, 0}),
                                own({1, 1, 0, 0}),
                                own({1, 0, 1, 0}),
                                own({1, 0, 0, 1})};
  CHECK(all.size() == 5);
  CHECK(own({1, 0, 0, 0}) == own({1, 0, 0, 0}));
}

TEST_CASE("labels of cutmix go by what is left of the image", "[data][mix]") {
  int cut_at_an_edge = 0;
  for (std::uint64_t step = 0; step < 200; ++step) {
    const Mix mix = draw_mix({0, 1}, {1, 0, 0, step}, kIds, 10);
    REQUIRE(mix.window.has_value());
    const Window& window = *mix.window;
    CHECK(window.top >= 0);
    CHECK(window.bottom <= 10);
    CHECK(window.left >= 0);
    CHECK(window.right <= 10);
    CHECK(mix.own == Approx(1 - static_cast<double>(window.area()) / 100));
    cut_at_an_edge += window.bottom - window.top != window.right - window.left ? 1 : 0;
  }
  CHECK(cut_at_an_edge > 20);
}

TEST_CASE("with both, each batch has one of mixup and cutmix", "[data][mix]") {
  int cut = 0;
  for (std::uint64_t step = 0; step < 400; ++step) {
    const Mix both = draw_mix({0.4, 1}, {1, 0, 0, step}, kIds, 8);
    cut += both.window ? 1 : 0;
    const Mix alone = both.window ? draw_mix({0, 1}, {1, 0, 0, step}, kIds, 8)
                                  : draw_mix({0.4, 0}, {1, 0, 0, step}, kIds, 8);
    CHECK(both.own == alone.own);
    CHECK(both.window == alone.window);
  }
  CHECK(cut == Approx(200).margin(50));
}
