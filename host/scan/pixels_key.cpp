#include "host/scan/pixels_key.hpp"

#include "host/data/view_json.hpp"

#include <algorithm>

namespace tlhost::engine {
namespace {

const char* name_of(Fit fit) {
  switch (fit) {
    case Fit::stretch:
      return "stretch";
    case Fit::crop:
      return "crop";
    case Fit::pad:
      break;
  }
  return "pad";
}

}  // namespace

boost::json::value pixels_key(const std::string& images, const View& view) {
  return {{"kind", kPixelsKind}, {"images", images}, {"view", to_json(view)}};
}

View view_for(const ImageRule& rule, std::int64_t size, std::int64_t stored_channels) {
  return {size, name_of(rule.fit), std::min(rule.channels, stored_channels), rule.window};
}

std::vector<View> views_for(const ImageRule& rule,
                            const std::vector<std::int64_t>& sizes,
                            std::int64_t stored_channels) {
  std::vector<View> all;
  for (const std::int64_t size : sizes) {
    const View view = view_for(rule, size, stored_channels);
    if (std::find(all.begin(), all.end(), view) == all.end()) {
      all.push_back(view);
    }
  }
  return all;
}

}  // namespace tlhost::engine
