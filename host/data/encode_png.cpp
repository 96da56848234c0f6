#include "host/data/encode_png.hpp"

#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>

#include <stdexcept>
#include <utility>

namespace tlhost::engine {

std::string encode_png(const Raster& raster) {
  const bool whole = raster.height > 0 && raster.width > 0 &&
                     (raster.channels == 1 || raster.channels == 3) &&
                     static_cast<std::int64_t>(raster.bytes.size()) ==
                         raster.height * raster.width * raster.channels;
  if (!whole) {
    throw std::invalid_argument("encode_png: a raster that is none");
  }
  std::vector<std::uint8_t> bytes = raster.bytes;
  if (raster.channels == 3) {
    for (std::size_t i = 0; i < bytes.size(); i += 3) {  // OpenCV has BGR
      std::swap(bytes[i], bytes[i + 2]);
    }
  }
  const cv::Mat pixels(static_cast<int>(raster.height),
                       static_cast<int>(raster.width),
                       CV_8UC(static_cast<int>(raster.channels)),
                       bytes.data());
  std::vector<std::uint8_t> file;
  if (!cv::imencode(".png", pixels, file)) {
    throw std::runtime_error("OpenCV could not encode a picture as PNG");
  }
  return {file.begin(), file.end()};
}

}  // namespace tlhost::engine
