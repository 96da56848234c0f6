#pragma once
#include "host/catalog/catalog.hpp"
#include "host/process/child.hpp"

#include <chrono>
#include <string>

namespace tlhost::engine {

/// How a child that loaded a plugin came to its end before it was done.
struct ProbeEnd {
  ChildExit exit;
  bool timed_out = false;
  bool described = false;  ///< the plugin had described itself already
  std::string printed;     ///< while the plugin was loaded
};

/// The rejection that follows, told apart: exit(), an exception that nobody caught, abort(),
/// another signal, and silence.
RejectedPlugin refuse_end(const ProbeEnd& end, std::chrono::milliseconds patience);

/// The last line that says something, or "".
std::string last_line(const std::string& text);

}  // namespace tlhost::engine
