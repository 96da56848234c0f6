#pragma once
#include <tlhost/context.hpp>
#include <tlhost/params.hpp>

#include <cstdint>

namespace tlhost {
inline namespace v1 {

/// What a model is made for; meaningless for other kinds.
struct ModelRequest {
  std::int64_t channels = 3;      ///< of the input
  std::int64_t classes = 2;       ///< outputs of the head
  std::int64_t image_size = 224;  ///< pixels a side
};

/// Argument of every component's constructor; do not keep it.
struct Create {
  Params params;
  const ModelRequest& model;
  Context& context;
};

}  // namespace v1
}  // namespace tlhost
