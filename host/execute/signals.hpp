#pragma once
#include <signal.h>

#include <optional>

namespace tlhost::engine {

/// Holds back the signals that ask for an end while it lives, and tells of them.
class SignalGate {
 public:
  SignalGate();
  ~SignalGate();
  SignalGate(const SignalGate&) = delete;
  SignalGate& operator=(const SignalGate&) = delete;

  /// Readable when a signal came: for poll().
  int descriptor() const { return descriptor_; }

  std::optional<int> take();

 private:
  int descriptor_ = -1;
  sigset_t before_{};
};

/// Outside the gate: the signals that ask for an end end the process at once, with the code that
/// they stand for; what the system does on a closed pipe or a file that grows too large becomes an
/// error of the call.
void set_up_signals();

/// 128 + number for INT, TERM and HUP (as TERM); 75 for USR1 and USR2.
int exit_code_of(int signal);

}  // namespace tlhost::engine
