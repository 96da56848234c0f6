#pragma once
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <clocale>
#include <cstdio>
#include <cstdlib>
#include <locale>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>

// What plugins do that must not do it, by name: in a static initialiser, a constructor, a method.

namespace tlhost::hostile {

/// Writes numbers as "1.234,5".
struct Commas : std::numpunct<char> {
  char do_decimal_point() const override { return ','; }

  char do_thousands_sep() const override { return '.'; }

  std::string do_grouping() const override { return "\3"; }
};

/// Thrown where only std::exception is expected.
struct Foreign {};

inline int overflow(volatile int depth) {
  volatile char frame[4096];
  frame[0] = static_cast<char>(depth);
  return overflow(depth + 1) + frame[0];
}

[[noreturn]] inline void hang() {
  while (true) {
    pause();
  }
}

/// A process that outlives its parent, and keeps all that was open.
inline void leave_a_process_behind() {
  if (fork() == 0) {
    hang();
  }
}

inline void lower_the_limits() {
  for (const auto resource : {RLIMIT_NOFILE, RLIMIT_FSIZE}) {
    rlimit limit{};
    getrlimit(resource, &limit);
    limit.rlim_cur = 0;
    setrlimit(resource, &limit);
  }
}

/// Deeds after which the process is no more, or the call does not come back.
inline void end(std::string_view deed) {
  if (deed == "throw") {
    throw std::runtime_error("thrown on purpose");
  }
  if (deed == "throw_foreign") {
    throw Foreign();
  }
  if (deed == "abort") {
    std::abort();
  }
  if (deed == "segfault") {
    volatile int* nowhere = nullptr;
    *nowhere = 1;
  }
  if (deed == "exit_0") {
    std::exit(0);
  }
  if (deed == "exit_3") {
    std::exit(3);
  }
  if (deed == "hang") {
    hang();
  }
  if (deed == "stack_overflow") {
    overflow(0);
  }
  if (deed == "sigfpe") {
    volatile int zero = 0;
    zero = 7 / zero;  // 1 / x is no division to some compilers
  }
}

/// Deeds after which the process goes on, but is not what it was.
inline void change(std::string_view deed) {
  if (deed == "close_stderr") {
    close(STDERR_FILENO);
  }
  if (deed == "close_stdout") {
    close(STDOUT_FILENO);
  }
  if (deed == "close_all") {
    for (int descriptor = 0; descriptor < 1024; ++descriptor) {
      close(descriptor);
    }
  }
  if (deed == "chdir") {
    [[maybe_unused]] const int failed = chdir("/");
  }
  if (deed == "locale") {
    std::setlocale(LC_ALL, "de_DE.UTF-8") == nullptr ? std::setlocale(LC_ALL, "C.UTF-8") : nullptr;
    std::locale::global(std::locale(std::locale(), new Commas));
  }
  if (deed == "print") {
    std::puts("{\"dirt\": on stdout");
    std::fflush(stdout);
  }
  if (deed == "thread") {
    std::thread(hang).detach();
  }
  if (deed == "signals") {
    for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGCHLD, SIGPIPE}) {
      signal(number, SIG_IGN);
    }
  }
  if (deed == "umask") {
    umask(0777);
  }
  if (deed == "limits") {
    lower_the_limits();
  }
  if (deed == "process") {
    leave_a_process_behind();
  }
}

}  // namespace tlhost::hostile
