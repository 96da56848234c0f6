#pragma once
#include <tlhost/api.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tlhost {
inline namespace v1 {

/// What a stage returns, hence how it becomes one vector a sample.
enum class Layout : std::uint8_t {
  map,       ///< [N,C,H,W]; mean over H,W
  map_last,  ///< [N,H,W,C]; mean over H,W
  tokens,    ///< [N,T,C]; token 0, the class token
  patches,   ///< [N,T,C]; mean over T
  vector     ///< [N,D]; itself
};

/// An ordered part of a model: stem, layer1 .. layer4, pool, head; conv1 .. conv5, fc1, fc2, head;
/// embed, block1 ..
struct Stage {
  std::string name;
  Layout layout = Layout::map;
  /// Modules, parameters or buffers by dotted path; "a.b" covers "a.b.c" but not "a.bc".  Stages
  /// partition the module: each leaf module (dropout too), parameter and buffer lies in exactly
  /// one.  Empty for pooling.
  std::vector<std::string> paths;
};

/// The row of stages under construction.
struct TLHOST_API Stages {
  virtual Stage& add(std::string_view name) = 0;  ///< valid until the next add()

 protected:
  ~Stages() = default;
};

}  // namespace v1
}  // namespace tlhost
