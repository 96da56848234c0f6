#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tlhost {
namespace medmnist {

/// What the header of a .npy file says: an array in C order.
struct NpyHeader {
  std::string type;                  ///< "|u1", "<i8" ...
  std::vector<std::uint64_t> shape;  ///< outermost first
  std::uint64_t start = 0;           ///< bytes before the values
};

/// Bytes at the beginning of a .npy file of which one is enough to know how long its header is.
constexpr std::size_t kNpyPreamble = 12;
/// Longest header that is read; numpy's own are 118 bytes.
constexpr std::size_t kMostNpyHeader = 1 << 16;

/// Where the values start, from the first kNpyPreamble bytes (fewer: all there are).
/// Versions 1.0 and 2.0.  Errors: DataError, also where it would be behind kMostNpyHeader.
std::uint64_t npy_start(std::string_view preamble);

/// The header of a file that begins with these bytes, which reach to its values at least.
/// Errors: DataError for what is no header, pickled objects, records, big-endian values, Fortran
/// order, dimensions that are negative or together beyond 2^63 values.
NpyHeader parse_npy(std::string_view bytes);

/// How many values an array of this shape has.
std::uint64_t values_of(const NpyHeader& header);

/// "(78468, 28, 28)"
std::string shape_text(const std::vector<std::uint64_t>& shape);

}  // namespace medmnist
}  // namespace tlhost
