#include "host/doctor/machine_facts.hpp"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

// Control groups: /proc/self/cgroup names this process's group in each hierarchy, as
// "id:controllers:path".  Version 2 is the line "0::path".

namespace tlhost::engine {
namespace {

std::string first_line(const std::string& file) {
  std::ifstream stream(file);
  std::string line;
  std::getline(stream, line);
  return line;
}

/// A number that limits something; "max", negative and absurdly large numbers limit nothing.
std::optional<double> limit_of(const std::string& text) {
  constexpr double kNoLimit = 1e18;  // version 1 says 2^63, less a page
  double number = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool limits = result.ec == std::errc() && number > 0 && number < kNoLimit;
  return limits ? std::optional(number) : std::nullopt;
}

/// Version 2: "quota period"; version 1 has a file for each.
std::optional<double> cores_of(const std::string& folder) {
  std::istringstream both(first_line(folder + "/cpu.max"));
  std::string quota_text, period_text;
  both >> quota_text >> period_text;
  if (quota_text.empty()) {
    quota_text = first_line(folder + "/cpu.cfs_quota_us");
    period_text = first_line(folder + "/cpu.cfs_period_us");
  }
  const auto quota = limit_of(quota_text), period = limit_of(period_text);
  return quota && period ? std::optional(*quota / *period) : std::nullopt;
}

std::optional<double> memory_limit_of(const std::string& folder) {
  const auto limit = limit_of(first_line(folder + "/memory.max"));
  return limit ? limit : limit_of(first_line(folder + "/memory.limit_in_bytes"));
}

template <class Read>
void take_smallest(std::string mount,
                   const std::string& group,
                   Read read,
                   std::optional<double>& least) {
  std::filesystem::path path(group);
  while (true) {  // from the group up to the mount, where a container sees its own group as "/"
    const auto limit = read(mount + (path == "/" ? "" : path.string()));
    if (limit) {
      least = least ? std::min(*least, *limit) : *limit;
    }
    if (!path.has_relative_path()) {
      return;
    }
    path = path.parent_path();
  }
}

bool has_word(const std::string& list, const std::string& word) {
  return ("," + list + ",").find("," + word + ",") != std::string::npos;
}

}  // namespace

GroupLimits group_limits(const std::string& root) {
  const std::string mount = root + "/sys/fs/cgroup";
  std::optional<double> cores, memory;
  std::ifstream groups(root + "/proc/self/cgroup");
  for (std::string line; std::getline(groups, line);) {
    const std::size_t first = line.find(':');
    const std::size_t second = first == std::string::npos ? first : line.find(':', first + 1);
    if (second == std::string::npos) {
      continue;
    }
    const std::string controllers = line.substr(first + 1, second - first - 1);
    const std::string group = line.substr(second + 1);
    if (controllers.empty()) {
      take_smallest(mount, group, cores_of, cores);
      take_smallest(mount, group, memory_limit_of, memory);
    }
    if (has_word(controllers, "cpu")) {
      take_smallest(mount + "/cpu", group, cores_of, cores);
    }
    if (has_word(controllers, "memory")) {
      take_smallest(mount + "/memory", group, memory_limit_of, memory);
    }
  }
  GroupLimits limits{cores, std::nullopt};
  if (memory) {
    limits.memory = static_cast<std::uint64_t>(*memory);
  }
  return limits;
}

}  // namespace tlhost::engine
