#include "host/process/child.hpp"

#include "host/log/problem.hpp"
#include "host/process/refusal_message.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <exception>
#include <filesystem>
#include <iostream>
#include <iterator>
#include <utility>

namespace tlhost::engine {
namespace {

constexpr int kTickMs = 100;

void assert_one_thread() {
  const auto tasks = std::filesystem::directory_iterator("/proc/self/task");
  const auto count = std::distance(std::filesystem::begin(tasks), std::filesystem::end(tasks));
  if (count != 1) {
    throw Refusal(Exit::bug,
                  {"PROCESS-THREADS",
                   "supervisor",
                   "it has " + std::to_string(count) + " threads and must have one to fork safely",
                   "",
                   "report this; LD_PRELOAD libraries and debuggers may start threads"});
  }
}

void redirect_output(const std::string& output) {
  const int in = open("/dev/null", O_RDONLY | O_CLOEXEC);
  dup2(in, STDIN_FILENO);
  if (output == "-") {
    dup2(STDERR_FILENO, STDOUT_FILENO);
    return;
  }
  const char* path = output.empty() ? "/dev/null" : output.c_str();
  int out = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  if (out < 0) {
    out = open("/dev/null", O_WRONLY | O_CLOEXEC);
  }
  dup2(out, STDOUT_FILENO);
  dup2(out, STDERR_FILENO);
}

void restore_signals() {
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGUSR1, SIGUSR2}) {
    signal(number, SIG_DFL);
  }
}

[[noreturn]] void run_child(int descriptor,
                            pid_t supervisor,
                            const std::string& output,
                            const std::function<int(Channel&)>& body) {
  setpgid(0, 0);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != supervisor) {
    _exit(static_cast<int>(Exit::bug));
  }
  restore_signals();
  redirect_output(output);
  Channel channel(descriptor);
  int code = static_cast<int>(Exit::bug);
  try {
    code = body(channel);
  } catch (const Refusal& refusal) {
    code = static_cast<int>(refusal.exit());
    channel.send(refusal_to_message(refusal));
  } catch (const std::exception& error) {
    channel.send(refusal_to_message(
        Refusal(Exit::bug, {"BUG", "child process", error.what(), "", "report this"})));
  } catch (...) {
    channel.send(refusal_to_message(Refusal(
        Exit::bug, {"BUG", "child process", "an exception of no known type", "", "report this"})));
  }
  // Plugin destructors must not change the exit code.
  _exit(code);
}

/// Takes the exit of a child that has ended; nothing while it runs.  What it left behind ends
/// first, for as long as the child is a zombie nobody else can have the number of its group.
std::optional<ChildExit> reap(pid_t pid, int options) {
  siginfo_t info{};
  if (waitid(P_PID, static_cast<id_t>(pid), &info, WEXITED | WNOWAIT | options) != 0) {
    return errno == EINTR ? std::nullopt : std::optional(ChildExit{static_cast<int>(Exit::bug), 0});
  }
  if (info.si_pid != pid) {
    return std::nullopt;
  }
  ::kill(-pid, SIGKILL);
  int status = 0;
  waitpid(pid, &status, 0);
  return WIFSIGNALED(status) ? ChildExit{0, WTERMSIG(status)} : ChildExit{WEXITSTATUS(status), 0};
}

}  // namespace

std::string ChildExit::text() const {
  switch (signal) {
    case 0:
      return "exit code " + std::to_string(code);
    case SIGKILL:
      return "killed (signal 9), likely out of memory";
    case SIGBUS:
      return "killed (signal 7): a file was truncated while mapped";
    default:
      return "crashed (signal " + std::to_string(signal) + ", " + strsignal(signal) + ")";
  }
}

Child Child::start(const std::string& output, const std::function<int(Channel&)>& body) {
  assert_one_thread();
  // What is buffered is the supervisor's to write, once.
  std::cout.flush();
  std::fflush(nullptr);
  int ends[2] = {-1, -1};
  const pid_t supervisor = getpid();
  const bool paired = socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0;
  const pid_t pid = paired ? fork() : -1;
  if (pid < 0) {
    const std::string reason = std::strerror(errno);
    if (paired) {
      close(ends[0]);
      close(ends[1]);
    }
    throw Refusal(Exit::disk,
                  {"PROCESS-FORK",
                   "supervisor",
                   "cannot start a child process: " + reason,
                   "",
                   "free memory or processes"});
  }
  if (pid == 0) {
    close(ends[0]);
    run_child(ends[1], supervisor, output, body);
  }
  close(ends[1]);
  return Child(pid, Channel(ends[0]));
}

Child::~Child() {
  if (pid_ > 0 && !exit_) {
    kill(SIGKILL);
    wait();
  }
}

Child::Child(Child&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)),
      channel_(std::move(other.channel_)),
      exit_(std::exchange(other.exit_, std::nullopt)) {}

Child& Child::operator=(Child&& other) noexcept {
  std::swap(pid_, other.pid_);
  std::swap(channel_, other.channel_);
  std::swap(exit_, other.exit_);
  return *this;
}

std::optional<ChildExit> Child::poll() {
  if (!exit_) {
    exit_ = reap(pid_, WNOHANG);
  }
  return exit_;
}

ChildExit Child::wait() {
  while (!exit_) {
    exit_ = reap(pid_, 0);
  }
  return *exit_;
}

ChildExit Child::listen(const std::function<void(const boost::json::value&)>& take) {
  for (bool ended = false; !ended;) {
    pollfd news{channel_.descriptor(), POLLIN, 0};
    ::poll(&news, 1, kTickMs);
    // First whether it has ended, then what it sent: nothing can come behind that.
    ended = poll().has_value() || channel_.closed();
    for (const boost::json::value& message : channel_.drain()) {
      take(message);
    }
  }
  return wait();
}

void Child::kill(int signal) noexcept {
  if (pid_ > 0 && !exit_) {
    ::kill(-pid_, signal);
    ::kill(pid_, signal);
  }
}

}  // namespace tlhost::engine
