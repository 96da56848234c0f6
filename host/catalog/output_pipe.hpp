#pragma once
#include <string>

namespace tlhost::engine {

/// Takes what a child prints, so that it cannot get between what this program prints.
class OutputPipe {
 public:
  /// Errors: Refusal(disk) PROCESS-FORK where the system gives no pipe.
  OutputPipe();
  ~OutputPipe();
  OutputPipe(const OutputPipe&) = delete;
  OutputPipe& operator=(const OutputPipe&) = delete;

  /// The end to wait for.
  int descriptor() const { return ends_[0]; }

  /// A path that a child, which was forked meanwhile, can open for writing.
  std::string path() const { return "/proc/self/fd/" + std::to_string(ends_[1]); }

  /// What was printed since the last call, at most a few kB of it; never blocks.
  std::string take();

 private:
  int ends_[2] = {-1, -1};
};

}  // namespace tlhost::engine
