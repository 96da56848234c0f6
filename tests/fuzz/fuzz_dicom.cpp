// The header of a DICOM file, the frames of one that is not compressed, and run lengths.
#include <tlhost/error.hpp>

#include <byte_file.hpp>
#include <pixels.hpp>
#include <run_lengths.hpp>
#include <sys/mman.h>
#include <unistd.h>
#include <window.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tlhost::dicom_folder;
  constexpr std::size_t kBeforeFrame = 16;  // an empty table of places, and the head of a fragment
  static const int memory = ::memfd_create("fuzz", 0);
  if (::ftruncate(memory, 0) != 0 ||
      ::pwrite(memory, data, size, 0) != static_cast<ssize_t>(size)) {
    return 0;
  }
  const std::string path = "/proc/self/fd/" + std::to_string(memory);
  try {
    const Header header = read_header(path);
    check_pixels(header, size);
    if (!header.packed) {
      tlhost::Image image = frame_image(header, stored_frame(path, header, 0).data());
      if (header.samples == 1) {
        apply_window(header, {"file"}, image);
      }
    } else {
      const std::size_t first = std::min<std::size_t>(size, header.pixels_at + kBeforeFrame);
      check_run_lengths({data + first, data + size}, header);
    }
  } catch (const tlhost::DataError&) {  // what is expected of most inputs
  }
  return 0;
}
