#include "host/scan/pixels_key.hpp"

#include "host/data/view_json.hpp"

#include <algorithm>

namespace tlhost::engine {

boost::json::value pixels_key(const std::string& images, const View& view) {
  return {{"kind", kPixelsKind}, {"images", images}, {"view", to_json(view)}};
}

View view_for(const std::string& fit,
              std::int64_t size,
              std::int64_t model_channels,
              std::int64_t stored_channels) {
  return {size, fit, std::min(model_channels, stored_channels)};
}

}  // namespace tlhost::engine
