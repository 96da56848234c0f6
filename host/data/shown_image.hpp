#pragma once
#include "host/data/resize.hpp"
#include "host/spec/dataset_values.hpp"

#include <tlhost/image.hpp>

#include <cstdint>
#include <vector>

namespace tlhost::engine {

/// An image as it is shown: black .. white become 0 .. 255, rounded and clamped; white below black
/// inverts.  Copies only where the stored bytes are others.  image: must live on.
/// Errors: as view_image.
class ShownImage {
 public:
  explicit ShownImage(const Image& image) : ShownImage(image, {image.black, image.white}) {}

  /// With another range than its own.
  ShownImage(const Image& image, const ShownRange& range);
  ShownImage(const ShownImage&) = delete;
  ShownImage& operator=(const ShownImage&) = delete;

  RasterRef ref() const;

 private:
  const Image& image_;
  std::vector<std::uint8_t> shown_;  ///< empty: as stored
};

}  // namespace tlhost::engine
