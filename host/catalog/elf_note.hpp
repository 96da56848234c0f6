#pragma once
#include <tlhost/abi.h>

#include <optional>
#include <string>
#include <vector>

namespace tlhost::engine {

/// What can be read from a plugin file without loading it.
struct ElfReading {
  std::string problem;              ///< why it cannot be a plugin for this machine; "" if it can
  std::string step;                 ///< which check failed: "file" | "elf" | "note"
  std::optional<tlhost_note> note;  ///< absent: not a tlhost plugin
  std::vector<std::string> needed;  ///< libraries that it asks for, as it spells them
  std::string machine;              ///< that this program can load libraries for
  std::string soname, run_path;     ///< its own name, and where it looks for libraries; often ""
};

/// Reads headers, notes and the dynamic section with bounds checks; truncated, foreign and damaged
/// files get a sentence. Never loads or runs anything.
ElfReading read_elf(const std::string& path);

}  // namespace tlhost::engine
