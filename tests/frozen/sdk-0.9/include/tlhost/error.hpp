#pragma once
#include <tlhost/api.hpp>

#include <stdexcept>

namespace tlhost {
inline namespace v1 {

/// Errors are named by who must act.  Messages say what, where and what to do; the host adds plugin
/// and component.
struct TLHOST_API Error : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Edit the experiment file.
struct TLHOST_API ConfigError : Error {
  using Error::Error;
};

/// Mend the files.
struct TLHOST_API DataError : Error {
  using Error::Error;
};

/// More memory, disk or time is needed.
struct TLHOST_API ResourceError : Error {
  using Error::Error;
};

/// Method and model or source do not go together: the cell is "n/a", not failed.
struct TLHOST_API NotApplicable : Error {
  using Error::Error;
};

}  // namespace v1
}  // namespace tlhost
