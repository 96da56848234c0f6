#pragma once
#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>

namespace tlhost::test {

/// A folder of one test in memory where the machine has such (else on disk), removed at its end:
/// for tests that bring hundreds of small files "to the disk" and have no interest in its speed.
class MemoryFolder {
 public:
  MemoryFolder() {
    const auto in_memory = "/dev/shm/tlhost-XXXXXX";
    const auto on_disk = (std::filesystem::temp_directory_path() / "tlhost-XXXXXX").string();
    for (std::string pattern : {std::string(in_memory), on_disk}) {
      if (path_.empty() && ::mkdtemp(pattern.data()) != nullptr) {
        path_ = pattern;
      }
    }
    if (path_.empty()) {
      throw std::runtime_error("cannot create a folder like " + on_disk);
    }
  }

  ~MemoryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }

  MemoryFolder(const MemoryFolder&) = delete;
  MemoryFolder& operator=(const MemoryFolder&) = delete;

  std::string operator/(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_ = {};
};

}  // namespace tlhost::test
