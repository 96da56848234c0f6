#pragma once
#include <tlhost/abi.h>
#include <tlhost/error.hpp>

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <string>

namespace tlhost {
inline namespace v1 {
namespace detail {

/// A struct of the C layer as far as both sides know it, at full size: what its maker did not know
/// is zero, and nothing behind its end is read.  All zero where there is no struct.
template <class Struct>
Struct known_part(const Struct* theirs) noexcept {
  Struct known{};
  if (theirs != nullptr) {
    const std::size_t size = theirs->struct_size;
    std::memcpy(&known, theirs, std::min(size, sizeof known));
  }
  known.struct_size = sizeof known;
  return known;
}

/// Errors: Error if the host is older than what is asked of it.
inline void offered(bool there, const char* what) {
  if (!there) {
    throw Error("this tlhost does not offer " + std::string(what) +
                ": it is older than the SDK of this plugin; update tlhost, or build the plugin "
                "with the SDK of this tlhost");
  }
}

/// Borrowed text as a string; a null pointer is no text.
inline std::string text_of(const tlhost_str& text) {
  return text.data == nullptr ? std::string() : std::string(text.data, text.size);
}

}  // namespace detail
}  // namespace v1
}  // namespace tlhost
