#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tlhost::engine {

/// What each thread of a child reads, in memory that its parent shares and that outlives it: a
/// library that ends the process cannot say on which file.
/// Lifetime: made before the child, which has it by its fork.  Threads: one a place.
class ReadingNow {
 public:
  /// Errors: ResourceError without memory.
  explicit ReadingNow(std::size_t threads);
  ~ReadingNow();
  ReadingNow(const ReadingNow&) = delete;
  ReadingNow& operator=(const ReadingNow&) = delete;

  /// In the child: thread begins to read `what`, of which 250 bytes are kept; "": it has done so.
  void set(std::size_t thread, std::string_view what);
  /// In the parent, once the child has ended: what was not read to its end.
  std::vector<std::string> unfinished() const;

 private:
  char* place(std::size_t thread) const;

  std::size_t threads_ = 0;
  char* memory_ = nullptr;
};

}  // namespace tlhost::engine
