#include "host/execute/signals.hpp"

#include "host/log/problem.hpp"

#include <sys/signalfd.h>
#include <unistd.h>

namespace tlhost::engine {
namespace {

constexpr int kEnding[] = {SIGINT, SIGTERM, SIGHUP, SIGUSR1, SIGUSR2};

sigset_t ending_signals() {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : kEnding) {
    sigaddset(&set, signal);
  }
  return set;
}

void end_at_once(int signal) { _exit(exit_code_of(signal)); }

}  // namespace

SignalGate::SignalGate() {
  const sigset_t set = ending_signals();
  sigprocmask(SIG_BLOCK, &set, &before_);
  descriptor_ = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

SignalGate::~SignalGate() {
  close(descriptor_);
  sigprocmask(SIG_SETMASK, &before_, nullptr);
}

std::optional<int> SignalGate::take() {
  signalfd_siginfo info{};
  if (read(descriptor_, &info, sizeof info) != static_cast<ssize_t>(sizeof info)) {
    return std::nullopt;
  }
  return static_cast<int>(info.ssi_signo);
}

void set_up_signals() {
  struct sigaction action {};

  action.sa_handler = &end_at_once;
  for (const int signal : kEnding) {
    sigaction(signal, &action, nullptr);
  }
  signal(SIGPIPE, SIG_IGN);
  signal(SIGXFSZ, SIG_IGN);
}

int exit_code_of(int signal) {
  switch (signal) {
    case SIGINT:
      return 130;
    case SIGTERM:
    case SIGHUP:
      return 143;
    default:
      return static_cast<int>(Exit::interrupted);
  }
}

}  // namespace tlhost::engine
