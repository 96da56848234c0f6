#pragma once
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#if defined(__x86_64__)
#include <sys/user.h>
#endif

#include <cerrno>
#include <functional>

namespace tlhost::test {

/// How a traced child ended.
struct Traced {
  bool possible = false;  ///< false: this machine does not let a process trace its child
  bool killed = false;
  int exit_code = -1;
  int calls = 0;  ///< system calls that it began
};

/// What happens to a system call.
struct Fate {
  bool kill = false;  ///< SIGKILL before the call does anything
  int error = 0;      ///< if not 0: the call does nothing and fails with this errno
};

/// `judge(system call, which one of all)` decides at each call.
using Judge = std::function<Fate(long number, int ordinal)>;

#if defined(__x86_64__)

/// The runtime of a sanitizer asks whether memory can be read by writing it into a pipe: pipe2,
/// write, close, close.  Failing those would be taken for a bug of the program, which itself makes
/// no pipes.
class SanitizerProbe {
 public:
  bool owns(long number) {
    if (number == SYS_pipe2) {
      left_ = 3;
      return true;
    }
    const bool part = left_ > 0 && (number == SYS_write || number == SYS_close);
    left_ -= part ? 1 : 0;
    return part;
  }

 private:
  int left_ = 0;
};

/// Runs `body` in a child, which ends with its result; every state that a kill can leave behind
/// lies between two system calls, so killing at each of them in turn covers them all.
inline Traced run_traced(const std::function<int()>& body, const Judge& judge) {
  Traced result;
  const pid_t child = ::fork();
  if (child == 0) {
    if (::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) != 0) {
      ::_exit(200);
    }
    ::raise(SIGSTOP);
    ::_exit(body());
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  if (!WIFSTOPPED(status)) {
    return result;
  }
  result.possible = true;
  ::ptrace(PTRACE_SETOPTIONS, child, nullptr, PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL);
  SanitizerProbe sanitizer;
  bool at_entry = true;
  int injected = 0;
  long signal = 0;
  while (true) {
    ::ptrace(PTRACE_SYSCALL, child, nullptr, signal);
    signal = 0;
    ::waitpid(child, &status, 0);
    if (!WIFSTOPPED(status)) {
      result.killed = WIFSIGNALED(status);
      result.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
      return result;
    }
    if (WSTOPSIG(status) != (SIGTRAP | 0x80)) {
      signal = WSTOPSIG(status);
      continue;
    }
    user_regs_struct registers{};
    ::ptrace(PTRACE_GETREGS, child, nullptr, &registers);
    if (at_entry) {
      const auto number = static_cast<long>(registers.orig_rax);
      const bool ours = !sanitizer.owns(number);
      const Fate fate = ours ? judge(number, result.calls++) : Fate{};
      if (fate.kill) {
        ::kill(child, SIGKILL);
      } else if (fate.error != 0) {
        injected = fate.error;
        registers.orig_rax = static_cast<unsigned long long>(-1);
        ::ptrace(PTRACE_SETREGS, child, nullptr, &registers);
      }
    } else if (injected != 0) {
      registers.rax = static_cast<unsigned long long>(-injected);
      ::ptrace(PTRACE_SETREGS, child, nullptr, &registers);
      injected = 0;
    }
    at_entry = !at_entry;
  }
}

#else

inline Traced run_traced(const std::function<int()>&, const Judge&) { return {}; }

#endif

}  // namespace tlhost::test
