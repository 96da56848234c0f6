#pragma once
#include <string>
#include <vector>

namespace tlhost::engine {

/// Something of the whole process that plugin code must leave as it was.
struct ProcessTrait {
  std::string name;                    ///< "the locale"
  std::vector<std::string> (*read)();  ///< what it is now, in words
};

/// All of them, in order.
std::vector<ProcessTrait> process_traits();

/// What of a trait differs from `before`, in words; "" if nothing does.  What a thread that was
/// joined leaves behind in the system for a moment is waited for.
std::string difference(const ProcessTrait& trait, const std::vector<std::string>& before);

/// Settings of the process as they were when this was made: the traits above that code may not move
/// even while it draws numbers and opens files, LibTorch's modes, and the environment.
class KeptSettings {
 public:
  KeptSettings();
  /// What has changed since, in words: "the locale: it was C and is de_DE; ..."; or "".
  std::string changes() const;

 private:
  std::vector<ProcessTrait> traits_;
  std::vector<std::vector<std::string>> before_;
};

/// Memory of this process, in bytes.
struct MemoryUse {
  long heap = 0;      ///< allocated and not freed
  long resident = 0;  ///< held from the system
};

/// After the allocator gave back the pages that hold nothing: how many it keeps depends on the
/// order in which blocks were freed, and is no leak.
MemoryUse memory_use();

}  // namespace tlhost::engine
