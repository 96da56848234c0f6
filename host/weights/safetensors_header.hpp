#pragma once
#include <c10/core/ScalarType.h>

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

// The format: a little-endian u64 with the length of the header, the header as JSON
//   {"__metadata__": {text: text}, "<name>": {"dtype", "shape", "data_offsets": [begin, end]}, ...}
// padded with spaces, and the data, little-endian and row-major.  Offsets count from the end of
// the header; the tensors cover the data exactly.

namespace tlhost::engine {

constexpr std::uint64_t kMaxHeaderBytes = std::uint64_t{16} << 20;
constexpr std::size_t kMaxTensors = 100'000;
constexpr std::size_t kMaxDimensions = 64;  // as many as LibTorch's operators take
constexpr const char* kMetadataName = "__metadata__";

/// An element type of the format.
struct ElementType {
  std::string_view name;
  at::ScalarType type;
  std::uint64_t bytes;
};

/// nullptr if the format, as far as LibTorch 1.13 can hold it, has none.
const ElementType* element_type(std::string_view name);
const ElementType* element_type(at::ScalarType type);

struct TensorPlace {
  std::string name;
  const ElementType* type = nullptr;
  std::vector<std::int64_t> shape;
  std::uint64_t begin = 0, end = 0;  ///< bytes, from the start of the data
};

struct SafetensorsHeader {
  std::vector<TensorPlace> tensors;  ///< in the header's order
  std::map<std::string, std::string> metadata;
};

/// Reads and checks a header against the size of the data that follows it.
/// Errors: DataError with what is wrong (without a path).
SafetensorsHeader parse_safetensors_header(std::string_view text, std::uint64_t data_bytes);

/// Number of bytes of a tensor; false when that, or a stride that LibTorch would compute for it,
/// overflows.  Shapes have no negative sizes.
bool tensor_bytes(const std::vector<std::int64_t>& shape,
                  std::uint64_t element_bytes,
                  std::uint64_t& bytes);

}  // namespace tlhost::engine
