#include "host/catalog/elf_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>

namespace tlhost::engine {
namespace {

constexpr std::uint64_t kMostBytes = 1 << 20;  // of one table or segment that is read
constexpr std::uint64_t kLongestText = 4096;

}  // namespace

ElfFile::ElfFile(const std::string& path)
    // O_NONBLOCK: nobody waits for the other end of a named pipe.
    : descriptor_(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {
  struct stat facts {};

  regular_ = descriptor_ >= 0 && fstat(descriptor_, &facts) == 0 && S_ISREG(facts.st_mode);
  size_ = regular_ ? static_cast<std::uint64_t>(facts.st_size) : 0;
}

ElfFile::~ElfFile() {
  if (descriptor_ >= 0) {
    close(descriptor_);
  }
}

bool ElfFile::read(std::uint64_t offset, void* out, std::uint64_t bytes) const {
  if (offset > size_ || bytes > size_ - offset) {
    return false;
  }
  return pread(descriptor_, out, bytes, static_cast<off_t>(offset)) == static_cast<ssize_t>(bytes);
}

std::vector<char> ElfFile::block(std::uint64_t offset, std::uint64_t bytes) const {
  std::vector<char> out(static_cast<std::size_t>(std::min(bytes, kMostBytes)));
  if (bytes > kMostBytes || !read(offset, out.data(), bytes)) {
    out.clear();
  }
  return out;
}

std::optional<std::string> ElfFile::text(std::uint64_t offset) const {
  if (offset >= size_) {
    return std::nullopt;
  }
  const std::vector<char> bytes = block(offset, std::min(kLongestText, size_ - offset));
  const auto end = std::find(bytes.begin(), bytes.end(), '\0');
  return end == bytes.end() ? std::nullopt : std::optional(std::string(bytes.begin(), end));
}

std::uint64_t file_offset(const std::vector<Elf64_Phdr>& segments, std::uint64_t address) {
  for (const Elf64_Phdr& segment : segments) {
    if (segment.p_type == PT_LOAD && address >= segment.p_vaddr &&
        address - segment.p_vaddr < segment.p_filesz) {
      return segment.p_offset + (address - segment.p_vaddr);
    }
  }
  return UINT64_MAX;
}

std::vector<Elf64_Dyn> dynamic_entries(const ElfFile& file,
                                       const std::vector<Elf64_Phdr>& segments) {
  std::vector<Elf64_Dyn> entries;
  for (const Elf64_Phdr& segment : segments) {
    if (segment.p_type != PT_DYNAMIC) {
      continue;
    }
    const std::vector<char> table = file.block(segment.p_offset, segment.p_filesz);
    for (std::size_t at = 0; at + sizeof(Elf64_Dyn) <= table.size(); at += sizeof(Elf64_Dyn)) {
      Elf64_Dyn entry;
      std::memcpy(&entry, table.data() + at, sizeof entry);
      if (entry.d_tag == DT_NULL) {
        return entries;
      }
      entries.push_back(entry);
    }
  }
  return entries;
}

std::optional<std::uint64_t> dynamic_value(const std::vector<Elf64_Dyn>& entries,
                                           std::int64_t tag) {
  std::optional<std::uint64_t> value;
  for (const Elf64_Dyn& entry : entries) {
    value = entry.d_tag == tag ? std::optional<std::uint64_t>(entry.d_un.d_val) : value;
  }
  return value;
}

std::vector<Elf64_Phdr> program_headers(const ElfFile& file, const Elf64_Ehdr& header) {
  std::vector<Elf64_Phdr> segments(header.e_phnum);
  if (!file.read(header.e_phoff, segments.data(), segments.size() * sizeof(Elf64_Phdr))) {
    segments.clear();
  }
  return segments;
}

}  // namespace tlhost::engine
