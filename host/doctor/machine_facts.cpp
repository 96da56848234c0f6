#include "host/doctor/machine_facts.hpp"

#include "host/process/processor.hpp"

#include <sys/resource.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <system_error>
#include <thread>

namespace tlhost::engine {
namespace {

constexpr const char* kTopic = "machine";
constexpr std::uint64_t kGib = std::uint64_t{1} << 30U;

std::string gib(std::uint64_t bytes) {
  const auto tenths = static_cast<long>(std::lround(static_cast<double>(bytes) / kGib * 10));
  return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + " GiB";
}

std::string one_decimal(double value) {
  const auto tenths = static_cast<long>(std::lround(value * 10));
  return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10);
}

Finding processor_finding(const Processor& processor) {
  return {kTopic,
          "processor",
          processor.name.empty() ? "unknown" : processor.name,
          State::ok,
          "",
          {{"name", processor.name}, {"bf16", processor.bf16}}};
}

Finding cores_finding(const GroupLimits& limits) {
  const int usable = usable_cores();
  const auto present = static_cast<int>(sysconf(_SC_NPROCESSORS_ONLN));
  Finding finding{kTopic,
                  "cores",
                  std::to_string(usable) + " usable of " + std::to_string(present),
                  State::ok,
                  "",
                  {{"usable", usable}, {"present", present}}};
  if (usable < present) {
    finding.value += "; the affinity mask leaves the others out";
  }
  if (limits.cores && *limits.cores < usable) {
    const int jobs = std::max(1, static_cast<int>(*limits.cores));
    finding.value += "; the control group gives the time of " + one_decimal(*limits.cores);
    finding.state = State::note;
    finding.remedy =
        "--jobs " + std::to_string(jobs) + ", or more jobs than cores wait for each other";
    finding.fact.as_object()["quota"] = *limits.cores;
  }
  return finding;
}

Finding memory_finding(const Memory& memory, const GroupLimits& limits) {
  std::uint64_t room = memory.available;
  std::string value = gib(memory.available) + " free of " + gib(memory.all);
  boost::json::object fact{{"all", memory.all}, {"available", memory.available}};
  if (limits.memory && *limits.memory < memory.all) {
    room = std::min(room, *limits.memory);
    value += "; the control group allows " + gib(*limits.memory);
    fact["limit"] = *limits.memory;
  }
  const auto jobs = static_cast<std::uint64_t>(usable_cores());
  const bool tight = room / jobs < kGib;
  return {kTopic,
          "memory",
          value,
          tight ? State::note : State::ok,
          tight ? "--jobs " + std::to_string(std::max<std::uint64_t>(1, room / kGib)) +
                      ": a job may need 1 GiB"
                : "",
          std::move(fact)};
}

Finding files_finding() {
  constexpr rlim_t kEnough = 1024;
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  const bool few = limit.rlim_cur < kEnough;
  return {
      kTopic,
      "open files",
      limit.rlim_cur == RLIM_INFINITY ? "no limit" : "at most " + std::to_string(limit.rlim_cur),
      few ? State::note : State::ok,
      few ? "ulimit -n " + std::to_string(kEnough) : "",
      {{"limit", static_cast<std::uint64_t>(limit.rlim_cur)}}};
}

Finding disk_finding() {
  struct statvfs facts {};

  std::error_code error;
  const std::string here = std::filesystem::current_path(error).string();
  if (error || statvfs(here.c_str(), &facts) != 0) {
    return {kTopic,
            "disk here",
            "the working folder cannot be read",
            State::problem,
            "start tlhost in a folder that is there",
            nullptr};
  }
  const std::uint64_t free = std::uint64_t{facts.f_bavail} * facts.f_frsize;
  const bool read_only = (facts.f_flag & ST_RDONLY) != 0;
  const bool tight = free < 2 * kGib || read_only;
  return {kTopic,
          "disk here",
          gib(free) + " free in " + here + (read_only ? ", read-only" : ""),
          tight ? State::note : State::ok,
          tight ? "name folders with more room as \"store\" and \"output\"" : "",
          {{"folder", here}, {"free", free}, {"read_only", read_only}}};
}

Finding threads_finding(const std::string& root) {
  int threads = 0;
  std::ifstream status(root + "/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("Threads:")) {
      threads = std::atoi(line.c_str() + 8);
    }
  }
  const bool one = threads == 1;
  return {kTopic,
          "supervisor",
          one ? "one thread: it can fork" : std::to_string(threads) + " threads: it cannot fork",
          one ? State::ok : State::problem,
          one ? "" : "run without preloaded libraries, which start threads of their own",
          {{"threads", threads}}};
}

}  // namespace

Memory memory_of(const std::string& root) {
  Memory memory;
  std::ifstream stream(root + "/proc/meminfo");
  std::string name, unit;
  for (std::uint64_t kib = 0; stream >> name >> kib && std::getline(stream, unit);) {
    if (name == "MemTotal:") {
      memory.all = kib << 10U;
    } else if (name == "MemAvailable:") {
      memory.available = kib << 10U;
    }
  }
  return memory;
}

std::vector<Finding> machine_findings(const std::string& root) {
  const GroupLimits limits = group_limits(root);
  return {processor_finding(this_processor()),
          cores_finding(limits),
          memory_finding(memory_of(root), limits),
          files_finding(),
          disk_finding(),
          threads_finding(root)};
}

}  // namespace tlhost::engine
