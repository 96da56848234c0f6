#pragma once
#include <array>
#include <cstdint>
#include <string>

namespace tlhost::engine {

/// What belongs to the whole process: code of a plugin must leave it as it found it, because the
/// host goes on in the same process, and its numbers and files must not depend on who ran before.
struct Surroundings {
  std::string folder;                     ///< the working folder
  std::string locale, c_locale;           ///< of C++ and of C, by name
  std::uint32_t mask = 0;                 ///< umask
  std::array<std::uint64_t, 4> limits{};  ///< soft: files, size of a file, address space, data
  int rounding = 0, traps = 0;            ///< of the floating point unit of this thread
  bool flushes = false;                   ///< denormal numbers become 0
};

/// As they are now.  Threads: the umask of the process is another for a moment.
Surroundings surroundings();

/// What is another in `now`, in words: "the working folder and the umask"; "" for nothing.
std::string what_changed(const Surroundings& before, const Surroundings& now);

}  // namespace tlhost::engine
