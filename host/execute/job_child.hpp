#pragma once
#include "host/execute/job_body.hpp"
#include "host/process/channel.hpp"

#include <vector>

namespace tlhost::engine {

/// Exit code of a child that waits for what another one computes.
inline constexpr int kParkedCode = 3;
/// Exit code of a child whose job failed: the reason went over the channel.
inline constexpr int kFailedCode = 4;

/// The body of a job's child: runs the jobs in order, telling "begin" and "done" of each.
/// Messages: {"type": "begin" | "done" | "failed" | "not_applicable" | "need" | "made" | "progress"
/// | "log" | "error"}.
int run_jobs(const std::vector<std::size_t>& jobs, const JobSurroundings& around, Channel& channel);

/// Asks the supervisor over the channel.
class ChannelDesk final : public FeatureDesk {
 public:
  explicit ChannelDesk(Channel& channel) : channel_(channel) {}

  Answer need(const std::string& key) override;
  void made(const std::string& key) override;

 private:
  Channel& channel_;
};

}  // namespace tlhost::engine
