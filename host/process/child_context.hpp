#pragma once
#include "host/process/channel.hpp"

#include <tlhost/context.hpp>

#include <chrono>
#include <mutex>
#include <string>

namespace tlhost::engine {

/// What plugin code in a child may ask of the host: messages and progress go to the supervisor. Any
/// thread.
class ChildContext final : public Context {
 public:
  /// scratch: a folder that exists and is the job's own.
  ChildContext(Channel& channel, std::string scratch)
      : channel_(channel), scratch_(std::move(scratch)) {}

  void log(Level level, std::string_view text) override;

  bool cancelled() const noexcept override { return false; }  // a job that must stop is killed

  void progress(double done, double total) override;

  std::string scratch() override { return scratch_; }

  /// Progress in words: "epoch 3/10, loss 0.41".
  void status(const std::string& text);

 private:
  bool pause_is_over();

  Channel& channel_;
  std::string scratch_;
  std::mutex mutex_;
  std::chrono::steady_clock::time_point last_{};
};

}  // namespace tlhost::engine
