#include "host/log/log.hpp"

#include "host/log/printable.hpp"

#include <spdlog/logger.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <utility>

namespace tlhost::engine {

struct Log::Sink {
  std::shared_ptr<spdlog::logger> logger;
  bool terminal = false;
  bool drawn = false;
  bool quiet = false;
  std::chrono::steady_clock::time_point last_status = std::chrono::steady_clock::now();

  void clear() {
    if (drawn) {
      std::fputs("\r\x1b[K", stderr);
      drawn = false;
    }
  }
};

namespace {

constexpr std::chrono::seconds kStatusEvery{30};

std::size_t terminal_width() {
  winsize size{};
  return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 20 ? size.ws_col : 80;
}

}  // namespace

Log::Log(Detail detail) : sink_(std::make_unique<Sink>()) {
  const bool colours = std::getenv("NO_COLOR") == nullptr;
  const auto sink = std::make_shared<spdlog::sinks::stderr_color_sink_st>(
      colours ? spdlog::color_mode::automatic : spdlog::color_mode::never);
  sink_->logger = std::make_shared<spdlog::logger>("tlhost", sink);
  sink_->logger->set_pattern("tlhost: %^%v%$");
  sink_->logger->set_level(detail == Detail::quiet     ? spdlog::level::warn
                           : detail == Detail::verbose ? spdlog::level::debug
                                                       : spdlog::level::info);
  sink_->terminal = isatty(STDERR_FILENO) == 1 && std::getenv("TERM") != nullptr;
  sink_->quiet = detail == Detail::quiet;
}

Log::~Log() {
  if (sink_) {
    sink_->clear();
  }
}

Log::Log(Log&& other) noexcept = default;
Log& Log::operator=(Log&& other) noexcept = default;

// User text is an argument, never a format string.
void Log::debug(const std::string& text) {
  sink_->clear();
  sink_->logger->debug("{}", printable(text));
}

void Log::info(const std::string& text) {
  sink_->clear();
  sink_->logger->info("{}", printable(text));
}

void Log::warning(const std::string& text) {
  sink_->clear();
  sink_->logger->warn("warning: {}", printable(text));
}

void Log::error(const std::string& text) {
  sink_->clear();
  sink_->logger->error("{}", printable(text));
}

void Log::status(const std::string& text) {
  if (sink_->quiet) {
    return;
  }
  if (sink_->terminal) {
    sink_->clear();
    if (!text.empty()) {
      const std::string line = printable(text);
      std::fputs(line.substr(0, std::min(line.size(), terminal_width() - 1)).c_str(), stderr);
      sink_->drawn = true;
    }
    std::fflush(stderr);
    return;
  }
  const auto now = std::chrono::steady_clock::now();
  if (!text.empty() && now - sink_->last_status >= kStatusEvery) {
    sink_->last_status = now;
    sink_->logger->info("{}", printable(text));
  }
}

}  // namespace tlhost::engine
