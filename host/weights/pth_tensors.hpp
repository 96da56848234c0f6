#pragma once
#include "host/weights/pickle.hpp"
#include "host/weights/pth_groups.hpp"

#include <tlhost/tensors.hpp>

#include <functional>
#include <map>
#include <string>

namespace tlhost::engine {

/// Makes the tensors of a group from their storages, each of which is read once, straight into
/// the memory of its tensors.
/// Errors: DataError for a type that is not read, a storage of two types or sizes, a bool that is
/// neither 0 nor 1, and for copies of more than `most_copied` bytes.
class StorageReader {
 public:
  /// Fills `bytes` of memory with the storage of this key.
  using Fill = std::function<void(std::string_view key, void* to, std::uint64_t bytes)>;

  StorageReader(const Pickle& pickle, Fill fill, std::uint64_t most_copied)
      : pickle_(pickle), fill_(std::move(fill)), most_copied_(most_copied) {}

  NamedTensors run(const TensorGroup& group);

 private:
  at::Tensor storage(const PickleStorage& place, const std::string& name);
  at::Tensor view(const PickleTensor& tensor, const at::Tensor& storage);

  const Pickle& pickle_;
  Fill fill_;
  std::uint64_t most_copied_, copied_ = 0;
  std::map<std::string_view, at::Tensor> read_;  ///< by key
};

}  // namespace tlhost::engine
