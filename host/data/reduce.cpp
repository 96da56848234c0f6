#include "host/data/reduce.hpp"

#include <algorithm>
#include <cmath>

// A JPEG is stored as blocks of 8 x 8 pixels by frequency.  Without their higher frequencies a
// decoder gives a half, a quarter or an eighth of the size, antialiased, in less time.  Other
// eighths exist, but TurboJPEG has fast code for these alone.

namespace tlhost::engine {

Extent reduced(const Extent& whole, int eighths) {
  return {(whole.height * eighths + 7) / 8, (whole.width * eighths + 7) / 8};
}

Extent sides_in(const View& view, const Extent& whole) {
  if (view.fit != "pad") {
    return {view.size, view.size};
  }
  const double scale =
      static_cast<double>(view.size) / static_cast<double>(std::max(whole.height, whole.width));
  const auto side = [scale](std::int64_t length) {
    return std::max<std::int64_t>(1, std::llround(scale * static_cast<double>(length)));
  };
  return {side(whole.height), side(whole.width)};
}

int eighths_for(const Extent& whole, const Extent& least) {
  for (const int eighths : {1, 2, 4}) {
    const Extent sides = reduced(whole, eighths);
    if (sides.height >= least.height && sides.width >= least.width) {
      return eighths;
    }
  }
  return 8;
}

}  // namespace tlhost::engine
