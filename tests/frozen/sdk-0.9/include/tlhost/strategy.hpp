#pragma once
#include <tlhost/create.hpp>
#include <tlhost/error.hpp>
#include <tlhost/object.hpp>
#include <tlhost/schema.hpp>
#include <tlhost/task.hpp>

namespace tlhost {
inline namespace v1 {

/// "tlhost.strategy/1": how a network learns a target.  Straight-line code: it names phases and the
/// host trains them.
struct TLHOST_API Strategy : Object {
  static constexpr const char* interface_id = "tlhost.strategy/1";

  /// Errors: NotApplicable if the method does not fit the model or source; anything else fails the
  /// job.
  virtual void fit(Task& task) = 0;
};

}  // namespace v1
}  // namespace tlhost
