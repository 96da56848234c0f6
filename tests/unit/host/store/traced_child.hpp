#pragma once
#include <signal.h>
#include <sys/ptrace.h>
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
      const Fate fate = judge(static_cast<long>(registers.orig_rax), result.calls++);
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
