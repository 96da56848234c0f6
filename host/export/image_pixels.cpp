#include "host/export/image_pixels.hpp"

#include "host/scan/record_reader.hpp"
#include "host/store/file_ops.hpp"

#include <tlhost/error.hpp>

#include <string_view>

namespace tlhost::engine {
namespace {

constexpr std::uint64_t kMostFileBytes = 256ull << 20;

}  // namespace

ImagePixels write_image_pixels(const std::vector<std::string>& paths,
                               const View& view,
                               const std::string& file) {
  ImagePixels images;
  AtomicFile pixels(file);
  for (const std::string& path : paths) {
    try {
      const std::vector<std::uint8_t> shown =
          view_of_file(read_regular_file(path, kMostFileBytes), view);
      pixels.append(std::string_view(reinterpret_cast<const char*>(shown.data()), shown.size()));
      images.read.push_back(path);
    } catch (const DataError& error) {
      images.failed.push_back(path + ": " + error.what());
    }
  }
  pixels.commit();
  return images;
}

}  // namespace tlhost::engine
