#pragma once
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

// What a pickle of PyTorch describes, as plain values.  Nothing is ever called or imported: the
// few functions that make tensors are known by name, and every other class or function becomes a
// record of what was said about it.

namespace tlhost::engine {

enum class PickleKind : std::uint8_t {
  none,
  truth,
  integer,  ///< number
  wide,     ///< an integer of more than 64 bits: text has its bytes
  real,
  text,     ///< text or bytes
  tuple,    ///< items
  list,     ///< items; sets too
  dict,     ///< items: key, value, key, value ...
  global,   ///< text: "module.name"
  object,   ///< of an unknown class: text its name; arguments, state, and items like a dict's
  storage,  ///< number: which of the storages
  tensor    ///< number: which of the tensors
};

using PickleIndex = std::uint32_t;

struct PickleValue {
  PickleKind kind = PickleKind::none;
  std::int64_t number = 0;
  std::string_view text;
  std::vector<PickleIndex> items;
  PickleIndex arguments = 0, state = 0;  ///< 0: none; the value with this index is None
};

struct PickleStorage {
  std::string_view key, type;            ///< "0", "torch.FloatStorage"
  std::int64_t numel = 0;                ///< of the whole
  std::int64_t offset = 0, visible = 0;  ///< of a view on it, in elements
};

struct PickleTensor {
  std::size_t storage = 0;
  std::int64_t offset = 0;  ///< in elements, from the start of the whole storage
  std::vector<std::int64_t> sizes, strides;
};

struct Pickle {
  std::deque<PickleValue> values;  ///< may refer to each other in circles
  std::deque<std::string> names;   ///< of globals
  std::vector<PickleStorage> storages;
  std::vector<PickleTensor> tensors;
  PickleIndex root = 0;
  std::size_t end = 0;     ///< where it stopped
  std::size_t copied = 0;  ///< items of dicts that were made from lists

  const PickleValue& at(PickleIndex index) const { return values[index]; }
};

constexpr std::size_t kMaxPickleBytes = std::size_t{64} << 20;
constexpr std::size_t kMaxInstructions = 4'000'000;
constexpr std::size_t kMaxPickleTensors = 100'000;  // and storages

/// Follows the instructions from `begin` to the first STOP.  The result refers to `bytes`.
/// Every tensor lies inside its storage, as far as the pickle says how large that is.
/// Errors: DataError with the byte and what is wrong, without the path.
Pickle read_pickle(std::string_view bytes, std::size_t begin = 0);

}  // namespace tlhost::engine
