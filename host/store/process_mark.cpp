#include "host/store/process_mark.hpp"

#include "host/store/descriptor.hpp"

#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <optional>
#include <vector>

namespace tlhost::engine {

namespace {

constexpr std::string_view kUnknown = "0";

std::string text_of(const std::string& path) {
  const Reading reading = open_for_reading(path);
  char text[4096];
  const auto size = reading.error == 0 ? read_fully(reading.file, text, sizeof text) : 0;
  return std::string(text, size > 0 ? static_cast<std::size_t>(size) : 0);
}

/// State and start time (in clock ticks since the boot) of a process, from /proc/<pid>/stat.
struct Standing {
  char state = '?';
  std::string start{kUnknown};
};

Standing standing_of(const std::string& pid) {
  // "pid (name) state ppid ..."; the name may hold anything, so counting begins after the last ')'.
  const std::string text = text_of("/proc/" + pid + "/stat");
  std::size_t at = text.rfind(')');
  Standing standing;
  if (at == std::string::npos || at + 2 >= text.size()) {
    return standing;
  }
  at += 2;
  standing.state = text[at];
  constexpr int kStartTime = 22;
  for (int field = 3; field < kStartTime && at != std::string::npos; ++field) {
    at = text.find(' ', at);
    at = at == std::string::npos ? at : at + 1;
  }
  if (at != std::string::npos) {
    standing.start = text.substr(at, text.find(' ', at) - at);
  }
  return standing;
}

/// The number in "pid:[4026531836]".
std::string pid_namespace() {
  char text[64];
  const auto size = ::readlink("/proc/self/ns/pid", text, sizeof text);
  std::string digits;
  std::copy_if(text, text + std::max<ssize_t>(size, 0), std::back_inserter(digits), [](char c) {
    return c >= '0' && c <= '9';
  });
  return digits.empty() ? std::string(kUnknown) : digits;
}

std::string boot_id() {
  std::string id = text_of("/proc/sys/kernel/random/boot_id");
  std::erase_if(id, [](char c) { return (c < '0' || c > '9') && (c < 'a' || c > 'f'); });
  return id.empty() ? std::string(kUnknown) : id;
}

std::vector<std::string> parts_of(std::string_view mark) {
  std::vector<std::string> parts(1);
  for (const char c : mark) {
    if (c == '-') {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  return parts;
}

}  // namespace

std::string process_mark() {
  return std::to_string(::getpid()) + "-" + standing_of("self").start + "-" + pid_namespace() +
         "-" + boot_id();
}

bool process_is_gone(std::string_view mark) {
  const auto parts = parts_of(mark);
  pid_t pid = 0;
  if (parts.size() != 4) {
    return false;
  }
  const std::string& digits = parts[0];
  const auto end = digits.data() + digits.size();
  const auto read = std::from_chars(digits.data(), end, pid);
  const bool whole = read.ec == std::errc() && read.ptr == end && pid > 0;
  if (!whole || parts[1] == kUnknown || parts[2] == kUnknown || parts[3] == kUnknown ||
      parts[2] != pid_namespace() || parts[3] != boot_id()) {
    return false;
  }
  if (::kill(pid, 0) != 0 && errno == ESRCH) {
    return true;
  }
  const Standing standing = standing_of(digits);
  const bool ended = standing.state == 'Z' || standing.state == 'X';
  return ended || (standing.start != kUnknown && standing.start != parts[1]);
}

}  // namespace tlhost::engine
