#pragma once
#include <elf.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tlhost::engine {

/// A regular file that is read at places, never past its end.  Only what is asked for is read.
class ElfFile {
 public:
  explicit ElfFile(const std::string& path);
  ~ElfFile();
  ElfFile(const ElfFile&) = delete;
  ElfFile& operator=(const ElfFile&) = delete;

  /// False: it cannot be opened, or is a folder, a pipe, a device; then it has no bytes.
  bool regular() const { return regular_; }

  std::uint64_t size() const { return size_; }

  bool read(std::uint64_t offset, void* out, std::uint64_t bytes) const;

  /// Empty if it is not all there, or more than a megabyte.
  std::vector<char> block(std::uint64_t offset, std::uint64_t bytes) const;

  /// A text that ends with NUL, at most 4 kB; nothing if it does not end in the file.
  std::optional<std::string> text(std::uint64_t offset) const;

 private:
  int descriptor_ = -1;
  bool regular_ = false;
  std::uint64_t size_ = 0;
};

/// Where the file holds a virtual address; UINT64_MAX: nowhere.
std::uint64_t file_offset(const std::vector<Elf64_Phdr>& segments, std::uint64_t address);

/// The entries of the dynamic section up to its end mark; none if it is not all there.
std::vector<Elf64_Dyn> dynamic_entries(const ElfFile& file,
                                       const std::vector<Elf64_Phdr>& segments);

/// The last value of a tag, or nothing.
std::optional<std::uint64_t> dynamic_value(const std::vector<Elf64_Dyn>& entries, std::int64_t tag);

/// The program headers; none if they are not all there.  header: read and found in order.
std::vector<Elf64_Phdr> program_headers(const ElfFile& file, const Elf64_Ehdr& header);

}  // namespace tlhost::engine
