#pragma once
#include "host/process/channel.hpp"
#include "host/process/child_context.hpp"

#include <sys/socket.h>

#include <array>
#include <stdexcept>
#include <string>
#include <vector>

namespace tlhost::test {

/// A job's context whose supervisor is the test: what is logged can be read.
class JobContext {
 public:
  JobContext() : JobContext(connected()) {}

  engine::ChildContext& context() { return context_; }

  /// Texts of the log messages so far.
  std::vector<std::string> logged() {
    std::vector<std::string> texts;
    for (const boost::json::value& message : supervisor_.drain()) {
      if (message.at("type").as_string() == "log") {
        texts.emplace_back(message.at("text").as_string());
      }
    }
    return texts;
  }

 private:
  using Ends = std::array<int, 2>;

  explicit JobContext(const Ends& ends)
      : child_(ends[0]), supervisor_(ends[1]), context_(child_, "") {}

  static Ends connected() {
    Ends ends{};
    if (::socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()) != 0) {
      throw std::runtime_error("no socket pair");
    }
    return ends;
  }

  engine::Channel child_, supervisor_;
  engine::ChildContext context_;
};

}  // namespace tlhost::test
