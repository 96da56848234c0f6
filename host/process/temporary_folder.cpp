#include "host/process/temporary_folder.hpp"

#include "host/log/problem.hpp"

#include <cstdlib>
#include <filesystem>

namespace tlhost::engine {

TemporaryFolder::TemporaryFolder(const std::string& name) {
  std::error_code error;
  const std::filesystem::path parent = std::filesystem::temp_directory_path(error);
  path_ = (parent / ("tlhost-" + name + "-XXXXXX")).string();
  if (error || mkdtemp(path_.data()) == nullptr) {
    throw Refusal(Exit::output,
                  {"OUTPUT-NOT-WRITABLE",
                   parent.string(),
                   "cannot create a folder for what is needed for a moment",
                   "",
                   "set TMPDIR to a folder that can be written"});
  }
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace tlhost::engine
