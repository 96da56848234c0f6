#include "host/process/child_context.hpp"

#include <algorithm>
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
    const double percent = std::floor(100 * done / total);
    const bool sane = std::isfinite(percent) && total > 0;
    channel_.offer(
        {{"type", "progress"},
         {"text",
          std::to_string(sane ? static_cast<int>(std::clamp(percent, 0.0, 100.0)) : 0) + " %"}});
  }
}

void ChildContext::status(const std::string& text) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (pause_is_over()) {
    channel_.offer({{"type", "progress"}, {"text", text}});
  }
}

}  // namespace tlhost::engine
