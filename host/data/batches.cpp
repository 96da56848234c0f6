#include "host/data/batches.hpp"

#include "host/data/random.hpp"

#include <ATen/Functions.h>

#include <algorithm>
#include <cmath>
#include <cstring>

namespace tlhost::engine {
namespace {

/// 2 1 | 0 1 2 3 | 2 1: the edge is not repeated.
std::int64_t reflect(std::int64_t x, std::int64_t size) {
  const std::int64_t last = size - 1;
  const std::int64_t y = std::abs(x);
  return y > last ? std::max<std::int64_t>(0, 2 * last - y) : y;
}

}  // namespace

Batches::Batches(const Pixels& pixels,
                 const std::vector<std::string>& ids,
                 const Normalise& normalise,
                 bool channels_last)
    : pixels_(pixels), channels_last_(channels_last), ids_(ids), table_(normalise.mean.size()) {
  for (std::size_t c = 0; c < table_.size(); ++c) {
    for (std::size_t byte = 0; byte < 256; ++byte) {
      table_[c][byte] = static_cast<float>((static_cast<double>(byte) / 255 - normalise.mean[c]) /
                                           normalise.std[c]);
    }
  }
}

at::Tensor Batches::empty(std::size_t count) const {
  return at::empty({static_cast<std::int64_t>(count), channels(), pixels_.size(), pixels_.size()},
                   at::TensorOptions(at::kFloat)
                       .memory_format(channels_last_ ? at::MemoryFormat::ChannelsLast
                                                     : at::MemoryFormat::Contiguous));
}

void Batches::write(const std::uint8_t* image, float* out) const {
  const std::int64_t area = pixels_.size() * pixels_.size();
  const auto channels = static_cast<std::int64_t>(table_.size());
  const std::int64_t stored = pixels_.channels();
  const std::int64_t next_pixel = channels_last_ ? channels : 1;
  const std::int64_t next_channel = channels_last_ ? 1 : area;
  for (std::int64_t c = 0; c < channels; ++c) {
    const auto& table = table_[static_cast<std::size_t>(c)];
    // Grey is kept as one channel and shown to every input.
    const std::uint8_t* from = image + (stored == 1 ? 0 : c);
    float* to = out + c * next_channel;
    for (std::int64_t i = 0; i < area; ++i) {
      to[i * next_pixel] = table[from[i * stored]];
    }
  }
}

at::Tensor Batches::images(const std::vector<std::int64_t>& rows) const {
  at::Tensor batch = empty(rows.size());
  float* out = batch.data_ptr<float>();
  for (const std::int64_t row : rows) {
    write(pixels_.image(row), out);
    out += pixels_.size() * pixels_.size() * channels();
  }
  return batch;
}

at::Tensor Batches::augmented(const std::vector<std::int64_t>& rows,
                              const AugmentRule& rule,
                              const AugmentKey& key) const {
  if (!rule.flip && rule.crop == 0) {
    return images(rows);
  }
  at::Tensor batch = empty(rows.size());
  float* out = batch.data_ptr<float>();
  std::vector<std::uint8_t> image(
      static_cast<std::size_t>(pixels_.size() * pixels_.size() * pixels_.channels()));
  for (const std::int64_t row : rows) {
    augment(row, rule, key, image);
    write(image.data(), out);
    out += pixels_.size() * pixels_.size() * channels();
  }
  return batch;
}

void Batches::augment(std::int64_t row,
                      const AugmentRule& rule,
                      const AugmentKey& key,
                      std::vector<std::uint8_t>& out) const {
  Stream stream(key.seed, "augment", {key.epoch}, ids_.at(static_cast<std::size_t>(row)));
  const bool flip = rule.flip && stream.below(2) == 1;
  const std::int64_t size = pixels_.size(), channels = pixels_.channels();
  const auto margin = static_cast<std::int64_t>(std::lround(rule.crop * static_cast<double>(size)));
  const auto shift = [&stream, margin] {
    return margin == 0 ? 0
                       : static_cast<std::int64_t>(
                             stream.below(static_cast<std::uint64_t>(2 * margin + 1))) -
                             margin;
  };
  const std::int64_t down = shift(), right = shift();
  const std::uint8_t* image = pixels_.image(row);
  std::uint8_t* to = out.data();
  for (std::int64_t y = 0; y < size; ++y) {
    const std::uint8_t* line = image + reflect(y + down, size) * size * channels;
    for (std::int64_t x = 0; x < size; ++x) {
      const std::int64_t from = reflect((flip ? size - 1 - x : x) + right, size);
      std::memcpy(to, line + from * channels, static_cast<std::size_t>(channels));
      to += channels;
    }
  }
}

}  // namespace tlhost::engine
