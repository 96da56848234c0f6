#include "host/weights/input_file.hpp"
#include "host/weights/safetensors.hpp"
#include "host/weights/safetensors_header.hpp"

#include <tlhost/error.hpp>

#include <ATen/ATen.h>

#include <algorithm>
#include <array>
#include <bit>
#include <numeric>

static_assert(std::endian::native == std::endian::little,
              "the format's bytes are used as they lie");

namespace tlhost::engine {

namespace {

/// What a file that is no safetensors file probably is, judged by its first bytes.
std::string guess(const std::array<unsigned char, 8>& start) {
  const std::string_view text(reinterpret_cast<const char*>(start.data()), start.size());
  if (text.starts_with("PK\x03\x04")) {
    return "; it is a zip archive, perhaps a .pth file of PyTorch";
  }
  if (text.starts_with("\x80\x02") || text.starts_with("\x80\x03") ||
      text.starts_with("\x80\x04")) {
    return "; it looks like a Python pickle, perhaps an old .pth file of PyTorch";
  }
  if (text.starts_with("version ")) {
    return "; it looks like a git-LFS pointer: fetch the file itself";
  }
  if (text.starts_with("\x1f\x8b")) {
    return "; it is gzip data: unpack it first";
  }
  return text.find('<') < 2 ? "; it looks like a web page: the download went wrong" : "";
}

std::string read_header(const InputFile& file) {
  const std::uint64_t file_bytes = file.size();
  std::array<unsigned char, 8> start{};
  if (file_bytes < start.size()) {
    throw DataError("is not a safetensors file: it has only " + std::to_string(file_bytes) +
                    " bytes");
  }
  file.read_at(0, start.data(), start.size());
  std::uint64_t size = 0;
  for (std::size_t i = start.size(); i > 0; --i) {
    size = size << 8 | start[i - 1];
  }
  if (size > kMaxHeaderBytes) {
    throw DataError("is not a safetensors file: its first 8 bytes name a header of " +
                    std::to_string(size) + " bytes, at most " + std::to_string(kMaxHeaderBytes) +
                    " are read" + guess(start));
  }
  if (size > file_bytes - start.size()) {
    throw DataError("is cut: the header has " + std::to_string(size) + " bytes, the file " +
                    std::to_string(file_bytes));
  }
  std::string header(static_cast<std::size_t>(size), '\0');
  file.read_at(start.size(), header.data(), header.size());
  return header;
}

/// `data` is where the data of all tensors begins.
at::Tensor read_tensor(const InputFile& file, std::uint64_t data, const TensorPlace& place) {
  at::Tensor tensor = at::empty(place.shape, at::TensorOptions(place.type->type));
  if (place.end == place.begin) {
    return tensor;
  }
  file.read_at(
      data + place.begin, tensor.data_ptr(), static_cast<std::size_t>(place.end - place.begin));
  if (place.type->type == at::kBool) {
    // Any other byte in a bool is undefined behaviour in whoever looks at it.
    const auto* bytes = static_cast<const unsigned char*>(tensor.data_ptr());
    if (std::any_of(bytes, bytes + tensor.numel(), [](unsigned char byte) { return byte > 1; })) {
      throw DataError("tensor \"" + place.name + "\" is BOOL but has bytes that are not 0 or 1");
    }
  }
  return tensor;
}

}  // namespace

Safetensors read_safetensors(const InputFile& file) {
  const std::string text = read_header(file);
  const std::uint64_t data = 8 + text.size();
  SafetensorsHeader header = parse_safetensors_header(text, file.size() - data);
  std::vector<std::size_t> order(header.tensors.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return header.tensors[a].end < header.tensors[b].end;
  });
  Safetensors result{.tensors = NamedTensors(order.size()), .metadata = std::move(header.metadata)};
  // The tensors lie end to end (check_cover), so the file is read from front to back.
  for (const std::size_t i : order) {
    result.tensors[i] = {header.tensors[i].name, read_tensor(file, data, header.tensors[i])};
  }
  return result;
}

Safetensors read_safetensors(const std::string& path) {
  const InputFile file(path);
  try {
    return read_safetensors(file);
  } catch (const DataError& error) {
    throw DataError(path + ": " + error.what());
  }
}

}  // namespace tlhost::engine
