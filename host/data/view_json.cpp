#include "host/data/view_json.hpp"

namespace tlhost::engine {

boost::json::value to_json(const View& view) {
  return {{"size", view.size},
          {"resize", view.fit},
          {"channels", view.channels},
          {"depth", 8},
          {"exif", "ignore"},
          {"decoder", kDecoder}};
}

}  // namespace tlhost::engine
