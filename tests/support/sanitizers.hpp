#pragma once

namespace tlhost::test {

/// Whether AddressSanitizer's allocator is in place of the system's: it counts nothing, and keeps
/// what is freed.
#if defined(__SANITIZE_ADDRESS__)
inline constexpr bool kAddressSanitizer = true;
#else
inline constexpr bool kAddressSanitizer = false;
#endif

}  // namespace tlhost::test
