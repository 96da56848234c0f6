#pragma once
#include "host/process/channel.hpp"

#include <sys/types.h>

#include <functional>
#include <optional>
#include <string>

namespace tlhost::engine {

/// How a child ended: an exit code, or the signal that killed it.
struct ChildExit {
  int code = 0;
  int signal = 0;
  /// "exit code 4", or the signal in words with what it usually means.
  std::string text() const;
};

/// A forked child and the supervisor's end of its channel.  It dies with its supervisor, runs in a
/// process group of its own, and is killed when this object goes.
class Child {
 public:
  /// Forks.  body's return value is the exit code; an exception that leaves body ends the child
  /// with code 70 and a message of type "error".  output: where its stdout and stderr go; "" for
  /// /dev/null, "-" for the supervisor's stderr. Errors: Refusal(disk) if the system cannot fork;
  /// Refusal(bug) if this process has more than one thread.
  static Child start(const std::string& output, const std::function<int(Channel&)>& body);

  ~Child();
  Child(Child&& other) noexcept;
  Child& operator=(Child&& other) noexcept;
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  pid_t pid() const { return pid_; }

  Channel& channel() { return channel_; }

  /// Set once the child has ended; does not block.  Processes that it had started and left in its
  /// group end with it.
  std::optional<ChildExit> poll();
  ChildExit wait();
  /// Hands over each message until the child has ended, whoever else still holds its channel.
  ChildExit listen(const std::function<void(const boost::json::value&)>& take);
  void kill(int signal) noexcept;

 private:
  Child(pid_t pid, Channel channel) : pid_(pid), channel_(std::move(channel)) {}

  pid_t pid_ = -1;
  Channel channel_;
  std::optional<ChildExit> exit_;
};

}  // namespace tlhost::engine
