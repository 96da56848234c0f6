#pragma once
#include <string>

namespace tlhost::engine {

/// Takes what this process writes to stdout and stderr while it lives, and passes it on to stderr
/// at its end, so that it stays with the rest of a test's output.
class Capture {
 public:
  /// Errors: std::runtime_error if the system gives no file.
  Capture();
  ~Capture();
  Capture(const Capture&) = delete;
  Capture& operator=(const Capture&) = delete;

  /// All that was written so far.
  std::string text() const;

 private:
  int file_ = -1, out_ = -1, error_ = -1;  // out_ and error_: where both went before
};

}  // namespace tlhost::engine
