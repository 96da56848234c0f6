#include "host/data/mixing.hpp"

#include "host/data/beta.hpp"
#include "host/data/random.hpp"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace tlhost::engine {
namespace {

std::vector<std::int64_t> draw_partners(const BatchKey& key, const std::vector<std::string>& ids) {
  std::vector<std::uint64_t> keys;
  for (const std::string& id : ids) {
    keys.push_back(stream_key(key.seed, "mix/partner", {key.phase, key.epoch, key.step}, id));
  }
  std::vector<std::size_t> order(ids.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&keys](std::size_t a, std::size_t b) {
    return keys[a] < keys[b];
  });
  std::vector<std::int64_t> partners(ids.size());
  for (std::size_t i = 0; i < order.size(); ++i) {
    partners[order[i]] = static_cast<std::int64_t>(order[(i + 1) % order.size()]);
  }
  return partners;
}

Window draw_window(const BatchKey& key, double cut, std::int64_t size) {
  Stream stream(key.seed, "mix/window", {key.phase, key.epoch, key.step});
  const auto side =
      static_cast<std::int64_t>(std::lround(static_cast<double>(size) * std::sqrt(cut)));
  const auto row = static_cast<std::int64_t>(stream.below(static_cast<std::uint64_t>(size)));
  const auto column = static_cast<std::int64_t>(stream.below(static_cast<std::uint64_t>(size)));
  return square_about(row, column, side, size);
}

at::Tensor partners_of(const at::Tensor& all, const Mix& mix) {
  return all.index_select(0, at::tensor(mix.partner, at::TensorOptions(at::kLong)));
}

at::Tensor blended(const at::Tensor& all, const Mix& mix) {
  return (all * mix.own).add_(partners_of(all, mix), 1 - mix.own);
}

}  // namespace

Mix draw_mix(const MixRule& rule,
             const BatchKey& key,
             const std::vector<std::string>& ids,
             std::int64_t size) {
  bool cut = rule.cutmix > 0;
  if (cut && rule.mixup > 0) {
    cut = Stream(key.seed, "mix/kind", {key.phase, key.epoch, key.step}).below(2) == 1;
  }
  Stream stream(key.seed, "mix/share", {key.phase, key.epoch, key.step});
  Mix mix;
  mix.partner = draw_partners(key, ids);
  mix.own = draw_beta(stream, cut ? rule.cutmix : rule.mixup);
  if (cut) {
    mix.window = draw_window(key, 1 - mix.own, size);
    mix.own = 1 - static_cast<double>(mix.window->area()) / static_cast<double>(size * size);
  }
  return mix;
}

at::Tensor mixed_images(const at::Tensor& images, const Mix& mix) {
  if (!mix.window) {
    return blended(images, mix);
  }
  const Window& window = *mix.window;
  const auto part = [&window](const at::Tensor& all) {
    return all.narrow(2, window.top, window.bottom - window.top)
        .narrow(3, window.left, window.right - window.left);
  };
  at::Tensor mixed = images.clone();
  part(mixed).copy_(partners_of(part(images), mix));
  return mixed;
}

at::Tensor mixed_targets(const at::Tensor& targets, const Mix& mix) {
  return blended(targets, mix);
}

}  // namespace tlhost::engine
