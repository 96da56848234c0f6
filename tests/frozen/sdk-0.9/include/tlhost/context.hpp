#pragma once
#include <tlhost/api.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace tlhost {
inline namespace v1 {

enum class Level : std::uint8_t { debug, info, warning };

/// What any component may ask of the host.
/// Threads: any.
struct TLHOST_API Context {
  virtual void log(Level level, std::string_view text) = 0;
  virtual bool cancelled() const noexcept = 0;  ///< true: return or throw soon
  virtual void progress(double done, double total) = 0;
  virtual std::string scratch() = 0;  ///< a folder of this job alone, removed after it

 protected:
  ~Context() = default;
};

}  // namespace v1
}  // namespace tlhost
