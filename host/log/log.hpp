#pragma once
#include <memory>
#include <string>

namespace tlhost::engine {

/// Talk on stderr: messages, and a status line that is redrawn on a terminal and written at most
/// every 30 s elsewhere. NO_COLOR and terminals without colours are respected.  One thread.
class Log {
 public:
  enum class Detail { quiet, normal, verbose };

  explicit Log(Detail detail);
  ~Log();
  Log(Log&& other) noexcept;
  Log& operator=(Log&& other) noexcept;

  void debug(const std::string& text);
  void info(const std::string& text);
  void warning(const std::string& text);
  void error(const std::string& text);
  /// What is going on now.  "" ends it.
  void status(const std::string& text);

 private:
  struct Sink;
  std::unique_ptr<Sink> sink_;
};

}  // namespace tlhost::engine
