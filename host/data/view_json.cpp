#include "host/data/view_json.hpp"

namespace tlhost::engine {

boost::json::value to_json(const View& view) {
  boost::json::object json{{"size", view.size},
                           {"resize", view.fit},
                           {"channels", view.channels},
                           {"depth", 8},
                           {"exif", "ignore"},
                           {"decoder", kDecoder}};
  if (view.window) {
    json["window"] = {view.window->black, view.window->white};
  }
  return json;
}

}  // namespace tlhost::engine
