#pragma once
#include "host/data/pixels.hpp"
#include "host/data/view.hpp"

#include <string>
#include <vector>

namespace tlhost::engine {

/// Images that could be read, in a view, as a file of pixels: what Batches are made from.
struct ImagePixels {
  std::vector<std::string> read;    ///< paths, in order
  std::vector<std::string> failed;  ///< "path: why not"
};

/// Decodes and resizes the images as a scan does and writes them to `file`.
/// Errors: Refusal(disk) if that cannot be written.
ImagePixels write_image_pixels(const std::vector<std::string>& paths,
                               const View& view,
                               const std::string& file);

}  // namespace tlhost::engine
