#include "host/weights/weights_file.hpp"

#include "host/store/digest.hpp"
#include "host/weights/safetensors.hpp"

#include <tlhost/error.hpp>

#include <array>
#include <cstring>
#include <fstream>
#include <string_view>

namespace tlhost::engine {
namespace {

/// The first bytes of a file: what formats are told apart by.
std::string beginning_of(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  if (!stream) {
    throw DataError(path + ": cannot be read: " + std::strerror(errno));
  }
  std::string bytes(64, '\0');
  stream.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  bytes.resize(static_cast<std::size_t>(stream.gcount()));
  return bytes;
}

struct Sign {
  std::string_view bytes;
  const char* what;
};

// Files that people mistake for weights, and formats that are read otherwise.
constexpr std::array<Sign, 5> kSigns{
    {{"version https://git-lfs",
      "a pointer of Git LFS, not the file itself; fetch it (git lfs pull)"},
     {"<", "a page of HTML or XML; the download gave a page instead of the file"},
     {"PK\x03\x04", "a file of torch.save or a zip archive; convert it to safetensors"},
     {"\x80\x02", "a file of an old torch.save; convert it to safetensors"},
     {"\x1f\x8b", "compressed with gzip; unpack it first"}}};

}  // namespace

WeightsFile read_weights_file(const std::string& path) {
  const std::string start = beginning_of(path);
  if (start.empty()) {
    throw DataError(path + ": the file is empty");
  }
  for (const Sign& sign : kSigns) {
    if (start.compare(0, sign.bytes.size(), sign.bytes) == 0) {
      throw DataError(path + ": this is " + sign.what);
    }
  }
  // What is left is read as safetensors, whose reader says what is wrong with it.
  return {"safetensors", sha256_file(path), read_safetensors(path).tensors};
}

}  // namespace tlhost::engine
