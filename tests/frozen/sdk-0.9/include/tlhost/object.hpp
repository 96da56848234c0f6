#pragma once
#include <tlhost/api.hpp>

namespace tlhost {
inline namespace v1 {

/// Root of all that a plugin implements.
/// Lifetime: the host owns the object and ends it with the plugin's own delete, before the process
/// exits.
struct TLHOST_API Object {
  virtual ~Object() = default;

  /// A further interface of this object by id, or null.  Points at exactly that interface
  /// (static_cast first).
  virtual void* query(const char* interface_id) noexcept {
    (void)interface_id;
    return nullptr;
  }
};

}  // namespace v1
}  // namespace tlhost
