#include "host/catalog/probe_words.hpp"

#include <signal.h>

#include <cstring>
#include <sstream>

namespace tlhost::engine {
namespace {

std::string seconds(std::chrono::milliseconds time) {
  std::ostringstream text;
  text << static_cast<double>(time.count()) / 1000 << " s";
  return text.str();
}

std::string line_behind(const std::string& text, const std::string& mark) {
  const std::size_t at = text.rfind(mark);
  if (at == std::string::npos) {
    return "";
  }
  const std::size_t start = at + mark.size();
  return text.substr(start, text.find('\n', start) - start);
}

/// What the standard library prints of an exception that nobody caught: its type in quotes and, on
/// the next line, its words.
std::string uncaught(const std::string& printed) {
  const std::string type = line_behind(printed, "terminate called after throwing an instance of ");
  const std::string words = line_behind(printed, "  what():  ");
  return type.empty() ? "" : type + (words.empty() ? "" : " (\"" + words + "\")");
}

std::string signal_text(int number) {
  return "signal " + std::to_string(number) + ", " + strsignal(number);
}

std::string how(const ProbeEnd& end, std::chrono::milliseconds patience, bool& words_told) {
  const std::string when =
      end.described ? " after it had described itself" : " while it was loaded";
  if (end.timed_out) {
    return "it hung" + when + ": no answer within " + seconds(patience);
  }
  if (end.exit.signal == 0) {
    return "it called exit(" + std::to_string(end.exit.code) + ")" + when;
  }
  const std::string thrown = end.exit.signal == SIGABRT ? uncaught(end.printed) : "";
  if (!thrown.empty()) {
    words_told = true;
    return "it threw " + thrown + when + " and nobody caught it (" + signal_text(end.exit.signal) +
           ")";
  }
  if (end.exit.signal == SIGABRT) {
    return "it aborted" + when + " (" + signal_text(end.exit.signal) + ")";
  }
  return "it crashed" + when + " (" + signal_text(end.exit.signal) + ")";
}

}  // namespace

std::string last_line(const std::string& text) {
  const std::size_t end = text.find_last_not_of(" \t\r\n");
  if (end == std::string::npos) {
    return "";
  }
  const std::size_t before = text.find_last_of("\r\n", end);
  const std::size_t start = before == std::string::npos ? 0 : before + 1;
  return text.substr(start, end + 1 - start);
}

RejectedPlugin refuse_end(const ProbeEnd& end, std::chrono::milliseconds patience) {
  bool words_told = false;
  std::string reason = how(end, patience, words_told);
  const std::string last = words_told ? "" : last_line(end.printed);
  if (!last.empty()) {
    reason += "; its last words: \"" + last + "\"";
  }
  return {"", "loading", reason, "mend and rebuild the plugin, or take the file away"};
}

}  // namespace tlhost::engine
