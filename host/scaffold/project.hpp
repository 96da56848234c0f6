#pragma once
#include "host/scaffold/name.hpp"

#include <string>

namespace tlhost::engine {

/// A plugin project that does not exist yet.
struct NewProject {
  PluginKind kind;
  std::string name;
  std::string folder;  ///< that is to hold it; what leads to it exists
};

/// Writes the project: all of its files or none.  A folder that is there must be empty; nothing is
/// overwritten. Errors: those of check_new_name; Refusal(output) NEW-FOLDER if the folder is taken,
/// OUTPUT-NOT-WRITABLE if it cannot be made; Refusal(disk) DISK-WRITE.  Nothing of the project is
/// left then.
void write_project(const NewProject& project);

}  // namespace tlhost::engine
