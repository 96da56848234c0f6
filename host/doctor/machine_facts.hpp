#pragma once
#include "host/doctor/finding.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tlhost::engine {

/// What the control group of this process allows; absent: no limit.
struct GroupLimits {
  std::optional<double> cores;
  std::optional<std::uint64_t> memory;  ///< bytes
};

/// Reads version 2 and version 1 of control groups: the smallest limit of the group and of those
/// above it.  root: "/", or a folder that stands for it.
GroupLimits group_limits(const std::string& root);

/// Memory of the machine, in bytes.
struct Memory {
  std::uint64_t all = 0, available = 0;
};

Memory memory_of(const std::string& root);

/// Cores, memory, limits of this process, and the disk that the working folder lies on.
std::vector<Finding> machine_findings(const std::string& root);

}  // namespace tlhost::engine
