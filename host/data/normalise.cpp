#include "host/data/normalise.hpp"

#include <tlhost/error.hpp>

#include <cmath>
#include <string>

namespace tlhost::engine {
namespace {

/// Exact integer sums: the values do not depend on the order of rows.
Normalise from_pixels(const Pixels& pixels, const std::vector<std::int64_t>& rows) {
  const std::int64_t channels = pixels.channels(), area = pixels.size() * pixels.size();
  std::vector<std::uint64_t> sum(static_cast<std::size_t>(channels)), squares(sum.size());
  for (const std::int64_t row : rows) {
    const std::uint8_t* bytes = pixels.image(row);
    for (std::int64_t i = 0; i < area * channels; ++i) {
      const std::uint64_t value = bytes[i];
      sum[static_cast<std::size_t>(i % channels)] += value;
      squares[static_cast<std::size_t>(i % channels)] += value * value;
    }
  }
  Normalise values;
  const double count = static_cast<double>(area) * static_cast<double>(rows.size());
  for (std::size_t c = 0; c < sum.size(); ++c) {
    const double mean = static_cast<double>(sum[c]) / count;
    const double variance = std::max(0.0, static_cast<double>(squares[c]) / count - mean * mean);
    values.mean.push_back(mean / 255);
    values.std.push_back(variance > 0 ? std::sqrt(variance) / 255 : 1);
  }
  return values;
}

}  // namespace

Normalise make_normalise(const NormaliseRule& rule,
                         const Pixels& pixels,
                         const std::vector<std::int64_t>& rows,
                         std::int64_t channels) {
  const auto n = static_cast<std::size_t>(channels);
  Normalise values;
  switch (rule.kind) {
    case NormaliseRule::Kind::dataset:
      values = from_pixels(pixels, rows);
      break;
    case NormaliseRule::Kind::imagenet:
      values = n == 3 ? Normalise{{0.485, 0.456, 0.406}, {0.229, 0.224, 0.225}}
                      : Normalise{{0.449}, {0.226}};
      break;
    case NormaliseRule::Kind::half:
      values = {{0.5}, {0.5}};
      break;
    case NormaliseRule::Kind::unit:
      values = {{0}, {1}};
      break;
    case NormaliseRule::Kind::none:
      values = {{0}, {1.0 / 255}};
      break;
    case NormaliseRule::Kind::given:
      values = {rule.mean, rule.std};
      break;
  }
  // One value stands for all channels: grey images shown to a colour network.
  if (values.mean.size() == 1 && values.std.size() == 1) {
    values.mean.resize(n, values.mean[0]);
    values.std.resize(n, values.std[0]);
  }
  if (values.mean.size() != n || values.std.size() != n) {
    throw ConfigError("\"normalise\" has " + std::to_string(values.mean.size()) + " means and " +
                      std::to_string(values.std.size()) + " deviations; the model's input has " +
                      std::to_string(n) + " channels");
  }
  for (const double deviation : values.std) {
    if (!(deviation > 0)) {
      throw ConfigError("\"normalise\": every deviation must be above 0");
    }
  }
  return values;
}

}  // namespace tlhost::engine
