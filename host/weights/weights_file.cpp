#include "host/weights/weights_file.hpp"

#include "host/log/printable.hpp"
#include "host/weights/input_file.hpp"
#include "host/weights/pth.hpp"
#include "host/weights/safetensors.hpp"

#include <tlhost/error.hpp>

#include <algorithm>
#include <array>
#include <future>
#include <string_view>

namespace tlhost::engine {
namespace {

constexpr std::uint64_t kBeginning = 512;

/// The first bytes of a file: what formats are told apart by.
std::string beginning_of(const InputFile& file) {
  std::string bytes(static_cast<std::size_t>(std::min(kBeginning, file.size())), '\0');
  file.read_at(0, bytes.data(), bytes.size());
  return bytes;
}

/// A header of safetensors may have a length whose bytes look like the sign of another format.
bool is_safetensors(const std::string& start) {
  return start.size() > 8 && start[8] == '{' && start.compare(3, 5, std::string(5, '\0')) == 0;
}

bool is_zip(const std::string& start) {
  return start.compare(0, 4, "PK\x03\x04") == 0 || start.compare(0, 4, "PK\x05\x06") == 0;
}

bool is_pickle(const std::string& start) {
  return start.size() > 1 && start[0] == '\x80' && start[1] >= 2 && start[1] <= 5;
}

struct Sign {
  std::string_view bytes;
  const char* what;
};

// Files that people mistake for weights, and formats that are read otherwise.
constexpr std::array<Sign, 7> kSigns{
    {{"version https://git-lfs",
      "a pointer of Git LFS, not the file itself; fetch it (git lfs pull)"},
     {"<", "a page of HTML or XML; the download gave a page instead of the file"},
     {"\x1f\x8b", "compressed with gzip; unpack it first"},
     {"BZh", "compressed with bzip2; unpack it first"},
     {"\xfd"
      "7zXZ",
      "compressed with xz; unpack it first"},
     {"\x89HDF\r\n", "a file of HDF5, perhaps of Keras; convert it to safetensors"},
     {"\x93NUMPY", "an array of NumPy; convert it to safetensors"}}};

void refuse_others(const std::string& start) {
  for (const Sign& sign : kSigns) {
    if (start.compare(0, sign.bytes.size(), sign.bytes) == 0) {
      throw DataError(std::string("this is ") + sign.what);
    }
  }
  if (start.size() == kBeginning && start.compare(257, 5, "ustar") == 0) {
    throw DataError(
        "this is a tar archive, of a PyTorch before 0.1.12 or of other files; load it there and "
        "save it again, or unpack it");
  }
}

WeightsFile from_pth(const char* format, PthFile file) {
  return {format, "", std::move(file.place), std::move(file.others), std::move(file.tensors)};
}

WeightsFile read_tensors(const InputFile& file) {
  const std::string start = beginning_of(file);
  if (start.empty()) {
    throw DataError("the file is empty");
  }
  if (!is_safetensors(start)) {
    if (is_zip(start)) {
      return from_pth("pth", read_pth_zip(file));
    }
    if (is_pickle(start)) {
      return from_pth("pth (before PyTorch 1.6)", read_pth_legacy(file));
    }
    refuse_others(start);
  }
  // What is left is read as safetensors, whose reader says what is wrong with it.
  return {"safetensors", "", "", {}, read_safetensors(file).tensors};
}

}  // namespace

WeightsFile read_weights_file(const std::string& path) {
  const InputFile file(path);
  try {
    // The digest needs as long as all the rest, so it has a thread of its own.
    auto digest = std::async(std::launch::async, [&file] { return file.sha256(); });
    WeightsFile result = read_tensors(file);
    result.sha256 = digest.get();
    file.check_unchanged();
    check_digits_of_name(path, result.sha256);
    return result;
  } catch (const DataError& error) {
    const std::string what = error.what();  // which may quote bytes of the file
    throw DataError(printable(what.compare(0, path.size(), path) == 0 ? what : path + ": " + what));
  }
}

}  // namespace tlhost::engine
