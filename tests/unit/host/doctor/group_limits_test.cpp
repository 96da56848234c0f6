#include "host/doctor/machine_facts.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temp_folder.hpp"

#include <filesystem>
#include <fstream>
#include <string>

using namespace tlhost::engine;

namespace {

/// A folder that stands for "/".
class Root {
 public:
  void put(const std::string& file, const std::string& text) const {
    const std::filesystem::path path = folder_ / file;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path) << text;
  }

  GroupLimits limits() const { return group_limits(folder_.path()); }

  const std::string& path() const { return folder_.path(); }

 private:
  tlhost::test::TempFolder folder_;
};

}  // namespace

TEST_CASE("version 2 of control groups: the smallest limit on the way up counts", "[doctor]") {
  const Root root;
  root.put("proc/self/cgroup", "0::/a/b\n");
  root.put("sys/fs/cgroup/a/cpu.max", "150000 100000\n");
  root.put("sys/fs/cgroup/a/b/cpu.max", "max 100000\n");
  root.put("sys/fs/cgroup/a/memory.max", "8000000\n");
  root.put("sys/fs/cgroup/a/b/memory.max", "4000000\n");
  CHECK(root.limits().cores == 1.5);
  CHECK(root.limits().memory == 4000000U);
}

TEST_CASE("version 1 of control groups: each controller has its folder", "[doctor]") {
  const Root root;
  root.put("proc/self/cgroup", "3:cpuacct,cpu:/\n2:memory:/box\n1:name=systemd:/\n");
  root.put("sys/fs/cgroup/cpu/cpu.cfs_quota_us", "50000\n");
  root.put("sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000\n");
  root.put("sys/fs/cgroup/memory/box/memory.limit_in_bytes", "1000000\n");
  CHECK(root.limits().cores == 0.5);
  CHECK(root.limits().memory == 1000000U);
}

TEST_CASE("what says no limit is none", "[doctor]") {
  const Root root;
  CHECK_FALSE(root.limits().cores);
  CHECK_FALSE(root.limits().memory);
  root.put("proc/self/cgroup", "0::/\n2:cpu,memory:/\nnonsense\n");
  root.put("sys/fs/cgroup/cpu.max", "max 100000\n");
  root.put("sys/fs/cgroup/cpu/cpu.cfs_quota_us", "-1\n");
  root.put("sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000\n");
  root.put("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
  CHECK_FALSE(root.limits().cores);
  CHECK_FALSE(root.limits().memory);
}

TEST_CASE("a container sees the limits of its own group at the mount", "[doctor]") {
  const Root root;
  root.put("proc/self/cgroup", "0::/docker/abc\n");
  root.put("sys/fs/cgroup/cpu.max", "200000 100000\n");
  CHECK(root.limits().cores == 2.0);
}

TEST_CASE("memory is read in bytes", "[doctor]") {
  const Root root;
  CHECK(memory_of(root.path()).all == 0);
  root.put("proc/meminfo", "MemTotal:  2048 kB\nMemFree: 1 kB\nMemAvailable:    1024 kB\n");
  CHECK(memory_of(root.path()).all == 2048U * 1024U);
  CHECK(memory_of(root.path()).available == 1024U * 1024U);
}
