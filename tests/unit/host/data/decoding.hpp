#pragma once
#include "host/data/view.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/host/data/image_fixtures.hpp"

#include <tlhost/error.hpp>

#include <string>
#include <utility>

namespace tlhost::test {

/// The refusal's text, or "accepted".
inline std::string refusal(const Bytes& bytes) {
  try {
    engine::decode_image(bytes);
  } catch (const DataError& error) {
    return error.what();
  }
  return "accepted";
}

/// RGB or grey bytes of an OpenCV picture.
inline Bytes rgb(const cv::Mat& mat) {
  Bytes bytes(mat.data, mat.data + mat.total() * mat.elemSize());
  if (mat.channels() == 3) {
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
      std::swap(bytes[i], bytes[i + 2]);
    }
  }
  return bytes;
}

inline void check_size(const Image& image, int height, int width, int channels) {
  CHECK(image.height == height);
  CHECK(image.width == width);
  CHECK(image.channels == channels);
  CHECK(image.bits == 8);
  CHECK(image.bytes.size() == static_cast<std::size_t>(height * width * channels));
}

}  // namespace tlhost::test
