#pragma once
#include <tlhost/api.hpp>
#include <tlhost/stage.hpp>
#include <tlhost/tensors.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tlhost {
inline namespace v1 {

/// A network.  The host looks after its device, precision, train/eval mode and gradients.
/// A tensor's identity never changes: handles kept from here stay the live weights through
/// training, load and replay.
struct TLHOST_API Network {
  virtual std::size_t size() const = 0;  ///< stages; the last is the head
  virtual const Stage& stage(std::size_t index) const = 0;
  virtual std::size_t find(
      std::string_view name) const = 0;  ///< ConfigError with the names there are
  virtual const std::vector<std::string>& names(
      std::size_t stage) const = 0;  ///< its parameters, in order
  virtual at::Tensor tensor(
      std::string_view name) = 0;    ///< live parameter or buffer; write under NoGradGuard
  virtual NamedTensors state() = 0;  ///< live parameters and buffers; clone to keep
  virtual void load(
      const NamedTensors& tensors) = 0;  ///< in place, by name and shape; the rest stays

 protected:
  ~Network() = default;
};

}  // namespace v1
}  // namespace tlhost
