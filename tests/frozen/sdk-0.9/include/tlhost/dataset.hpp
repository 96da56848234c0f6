#pragma once
#include <tlhost/context.hpp>
#include <tlhost/create.hpp>
#include <tlhost/error.hpp>
#include <tlhost/image.hpp>
#include <tlhost/object.hpp>
#include <tlhost/record.hpp>
#include <tlhost/schema.hpp>

namespace tlhost {
inline namespace v1 {

/// "tlhost.dataset/1": lists samples.
/// Lives in the scan only: all later stages read the records and pixels that it left.
struct TLHOST_API Dataset : Object {
  static constexpr const char* interface_id = "tlhost.dataset/1";

  /// Lists all samples; called once, before image().
  /// Errors: DataError for what is wrong on disk, with the path.
  virtual void index(Context& context, DatasetInfo& info, Records& out) = 0;

  /// Only if own_pixels.  A pure function of the record.
  /// Threads: several at once.
  virtual void image(const Record& record, Image& out) const {
    (void)record;
    (void)out;
    throw Error("own_pixels is set but image() is not written");
  }
};

}  // namespace v1
}  // namespace tlhost
