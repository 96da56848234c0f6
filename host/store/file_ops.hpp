#pragma once
#include "host/log/problem.hpp"
#include "host/store/descriptor.hpp"

#include <string>
#include <string_view>

namespace tlhost::engine {

/// Temp file in the same folder, write, fsync, rename, fsync of the folder: old or new, never a
/// mix; mode 0644 less the umask.
/// Errors: Refusal(disk) DISK-WRITE naming path and reason; the old file stays.
void write_file_atomically(const std::string& path, std::string_view bytes);
/// Errors: DataError naming the path.
std::string read_file(const std::string& path);
/// Creates the folder and its parents and proves that a file can be written there.
/// Errors: Refusal(output) OUTPUT-NOT-WRITABLE naming the path and the reason.
void ensure_writable_folder(const std::string& path);

/// A file that appears whole or not at all: write_file_atomically for what is too large for one
/// piece of memory.  Errors of all members: as there.
class AtomicFile {
 public:
  explicit AtomicFile(std::string path);
  /// Removes the temp file unless commit() went through.
  ~AtomicFile();
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;
  void append(std::string_view bytes);
  /// fsync: false, with errno, when it failed.  The temp file is then dead, for the system may
  /// count lost pages as written and say yes to a second fsync.
  bool sync();
  /// sync(), rename, fsync of the folder.
  void commit();

 private:
  std::string path_, temp_;
  Descriptor file_;
};

/// Creates a file that must not be there, with exactly this mode; fsync, but not of its folder.
/// False if it was there: its bytes are then left alone.  Errors: Refusal(disk); no file is left.
bool write_new_file(const std::string& path, std::string_view bytes, unsigned mode);
/// Makes the names in a folder durable.  Errors: Refusal(disk).
void sync_folder(const std::string& path);

/// Refusal(disk) DISK-WRITE: "cannot <action>: <words of the errno>", for a full disk with the
/// free bytes.
Refusal write_refusal(const std::string& path, const std::string& action, int error);
/// Refusal(disk) DISK-READ.
Refusal read_refusal(const std::string& path, int error);

}  // namespace tlhost::engine
