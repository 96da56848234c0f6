#pragma once
#include <string>

namespace tlhost::engine {

/// A folder of this process alone below TMPDIR, removed with this object.
class TemporaryFolder {
 public:
  /// name: what it is for, part of its name.  Errors: Refusal(output) OUTPUT-NOT-WRITABLE.
  explicit TemporaryFolder(const std::string& name);
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace tlhost::engine
