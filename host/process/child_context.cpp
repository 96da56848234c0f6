#include "host/process/child_context.hpp"

#include <cmath>

namespace tlhost::engine {
namespace {

constexpr std::chrono::milliseconds kPause{200};

}  // namespace

void ChildContext::log(Level level, std::string_view text) {
  const std::lock_guard<std::mutex> lock(mutex_);
  channel_.send({{"type", "log"}, {"level", static_cast<int>(level)}, {"text", text}});
}

bool ChildContext::pause_is_over() {
  const auto now = std::chrono::steady_clock::now();
  const bool over = now - last_ >= kPause;
  last_ = over ? now : last_;
  return over;
}

void ChildContext::progress(double done, double total) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (pause_is_over()) {
    const double percent = total > 0 ? std::floor(100 * done / total) : 0;
    channel_.offer(
        {{"type", "progress"}, {"text", std::to_string(static_cast<int>(percent)) + " %"}});
  }
}

void ChildContext::status(const std::string& text) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (pause_is_over()) {
    channel_.offer({{"type", "progress"}, {"text", text}});
  }
}

}  // namespace tlhost::engine
