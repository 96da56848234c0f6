#pragma once
#include <cstdint>

namespace tlhost_sample {

/// An interface of which no host knows, found through Object::query() over the boundary.
struct Size {
  static constexpr const char* interface_id = "org.example.size/1";
  virtual std::int64_t samples() const = 0;

 protected:
  ~Size() = default;
};

}  // namespace tlhost_sample
