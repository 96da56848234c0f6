#include "host/weights/pth_tensors.hpp"

#include "host/weights/storage_types.hpp"

#include <tlhost/error.hpp>

#include <ATen/ATen.h>
#include <sys/mman.h>

#include <algorithm>
#include <cstdint>

namespace tlhost::engine {
namespace {

at::ScalarType type_of(std::string_view global, const std::string& tensor) {
  const auto type = storage_type(global);
  if (!type || c10::isComplexType(*type)) {
    throw DataError("tensor \"" + tensor + "\" is of type " + std::string(global) +
                    ", which is not read; save it as float32");
  }
  return *type;
}

void check_truths(const at::Tensor& storage, const std::string& name) {
  // Any other byte in a bool is undefined behaviour in whoever looks at it.
  const auto* bytes = static_cast<const unsigned char*>(storage.data_ptr());
  if (std::any_of(bytes, bytes + storage.numel(), [](unsigned char byte) { return byte > 1; })) {
    throw DataError("tensor \"" + name + "\" is of type bool but has bytes that are not 0 or 1");
  }
}

/// The system gives memory on first touch, page by page; for hundreds of MB in small pages that
/// takes longer than reading them.  Where it has no large ones, nothing changes.
void ask_for_large_pages(const at::Tensor& storage) {
  constexpr std::uintptr_t kLargePage = std::uintptr_t{2} << 20;
  const auto begin = reinterpret_cast<std::uintptr_t>(storage.data_ptr());
  const std::uintptr_t first = (begin + kLargePage - 1) / kLargePage * kLargePage;
  const std::uintptr_t last = (begin + storage.nbytes()) / kLargePage * kLargePage;
  if (first < last) {
    ::madvise(reinterpret_cast<void*>(first), last - first, MADV_HUGEPAGE);
  }
}

}  // namespace

at::Tensor StorageReader::storage(const PickleStorage& place, const std::string& name) {
  const at::ScalarType type = type_of(place.type, name);
  const auto known = read_.find(place.key);
  if (known != read_.end()) {
    if (known->second.scalar_type() != type || known->second.numel() != place.numel) {
      throw DataError("storage \"" + std::string(place.key) + "\" has two types or two sizes");
    }
    return known->second;
  }
  const std::uint64_t bytes = static_cast<std::uint64_t>(place.numel) * c10::elementSize(type);
  if (static_cast<std::uint64_t>(place.numel) > std::uint64_t{1} << 58) {
    throw DataError("storage \"" + std::string(place.key) + "\" has more elements than memory");
  }
  fill_(place.key, nullptr, bytes);  // is it there, and as large?  Only then there is memory.
  at::Tensor storage = at::empty({place.numel}, at::TensorOptions(type));
  ask_for_large_pages(storage);
  fill_(place.key, storage.data_ptr(), bytes);
  if (type == at::kBool) {
    check_truths(storage, name);
  }
  read_.emplace(place.key, storage);
  return storage;
}

at::Tensor StorageReader::view(const PickleTensor& tensor, const at::Tensor& storage) {
  const at::Tensor seen = storage.as_strided(tensor.sizes, tensor.strides, tensor.offset);
  if (seen.is_contiguous()) {
    return seen;
  }
  const auto bytes = static_cast<std::uint64_t>(seen.numel()) * seen.element_size();
  if (bytes > most_copied_ || copied_ > most_copied_ - bytes) {
    throw DataError("tensors that repeat their storage would take more than " +
                    std::to_string(most_copied_) + " bytes");
  }
  copied_ += bytes;
  return seen.contiguous();
}

NamedTensors StorageReader::run(const TensorGroup& group) {
  NamedTensors tensors;
  for (const auto& [name, index] : group.tensors) {
    const PickleTensor& tensor =
        pickle_.tensors[static_cast<std::size_t>(pickle_.at(index).number)];
    const at::Tensor whole = storage(pickle_.storages[tensor.storage], name);
    tensors.emplace_back(name, view(tensor, whole));
  }
  return tensors;
}

}  // namespace tlhost::engine
