#include "host/catalog/elf_note.hpp"

#include <elf.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>

namespace tlhost::engine {
namespace {

#if defined(__x86_64__)
constexpr std::uint16_t kMachine = EM_X86_64;
constexpr const char* kMachineName = "x86-64";
#elif defined(__aarch64__)
constexpr std::uint16_t kMachine = EM_AARCH64;
constexpr const char* kMachineName = "aarch64";
#endif
constexpr std::uint64_t kMostBytes = 1 << 20;  // of one table or segment that is read

/// A file that is read at places, never past its end.
class File {
 public:
  explicit File(const std::string& path)
      : descriptor_(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {
    struct stat facts {};

    regular_ = descriptor_ >= 0 && fstat(descriptor_, &facts) == 0 && S_ISREG(facts.st_mode);
    size_ = regular_ ? static_cast<std::uint64_t>(facts.st_size) : 0;
  }

  ~File() {
    if (descriptor_ >= 0) {
      close(descriptor_);
    }
  }

  File(const File&) = delete;
  File& operator=(const File&) = delete;

  bool regular() const { return regular_; }

  std::uint64_t size() const { return size_; }

  bool read(std::uint64_t offset, void* out, std::uint64_t bytes) const {
    if (offset > size_ || bytes > size_ - offset) {
      return false;
    }
    return pread(descriptor_, out, bytes, static_cast<off_t>(offset)) ==
           static_cast<ssize_t>(bytes);
  }

  std::vector<char> block(std::uint64_t offset, std::uint64_t bytes) const {
    std::vector<char> out(static_cast<std::size_t>(std::min(bytes, kMostBytes)));
    if (bytes > kMostBytes || !read(offset, out.data(), bytes)) {
      out.clear();
    }
    return out;
  }

 private:
  int descriptor_ = -1;
  bool regular_ = false;
  std::uint64_t size_ = 0;
};

std::optional<tlhost_note> find_note(const std::vector<char>& segment) {
  std::size_t at = 0;
  while (at + sizeof(Elf64_Nhdr) <= segment.size()) {
    Elf64_Nhdr header;
    std::memcpy(&header, segment.data() + at, sizeof header);
    const std::size_t name = at + sizeof header;
    const std::size_t body =
        name + ((static_cast<std::size_t>(header.n_namesz) + 3) & ~std::size_t{3});
    const std::size_t end =
        body + ((static_cast<std::size_t>(header.n_descsz) + 3) & ~std::size_t{3});
    if (end > segment.size() || end <= at) {
      return std::nullopt;
    }
    const bool ours =
        header.n_type == TLHOST_NOTE_TYPE && header.n_namesz == sizeof TLHOST_NOTE_OWNER &&
        std::memcmp(segment.data() + name, TLHOST_NOTE_OWNER, sizeof TLHOST_NOTE_OWNER) == 0;
    if (ours && header.n_descsz >= sizeof(tlhost_note)) {
      tlhost_note note;
      std::memcpy(&note, segment.data() + body, sizeof note);
      note.abi_tag[sizeof note.abi_tag - 1] = '\0';
      note.plugin_id[sizeof note.plugin_id - 1] = '\0';
      note.plugin_version[sizeof note.plugin_version - 1] = '\0';
      return note;
    }
    at = end;
  }
  return std::nullopt;
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

std::vector<std::string> needed_libraries(const File& file,
                                          const std::vector<Elf64_Phdr>& segments,
                                          const Elf64_Phdr& dynamic) {
  const std::vector<char> table = file.block(dynamic.p_offset, dynamic.p_filesz);
  std::vector<std::uint64_t> names;
  std::uint64_t strings = 0, strings_size = 0;
  for (std::size_t at = 0; at + sizeof(Elf64_Dyn) <= table.size(); at += sizeof(Elf64_Dyn)) {
    Elf64_Dyn entry;
    std::memcpy(&entry, table.data() + at, sizeof entry);
    if (entry.d_tag == DT_NEEDED) {
      names.push_back(entry.d_un.d_val);
    } else if (entry.d_tag == DT_STRTAB) {
      strings = entry.d_un.d_ptr;
    } else if (entry.d_tag == DT_STRSZ) {
      strings_size = entry.d_un.d_val;
    }
  }
  const std::vector<char> text = file.block(file_offset(segments, strings), strings_size);
  std::vector<std::string> libraries;
  for (const std::uint64_t name : names) {
    if (name < text.size()) {
      libraries.emplace_back(text.data() + name, strnlen(text.data() + name, text.size() - name));
    }
  }
  return libraries;
}

std::string header_problem(const File& file, Elf64_Ehdr& header) {
  unsigned char start[EI_NIDENT] = {};
  if (!file.read(0, start, std::min<std::uint64_t>(file.size(), sizeof start)) ||
      file.size() < SELFMAG || std::memcmp(start, ELFMAG, SELFMAG) != 0) {
    return "not an ELF shared library";
  }
  if (file.size() < sizeof header || !file.read(0, &header, sizeof header)) {
    return "truncated: the header needs " + std::to_string(sizeof header) +
           " bytes, the file has " + std::to_string(file.size());
  }
  if (start[EI_CLASS] != ELFCLASS64 || start[EI_DATA] != ELFDATA2LSB) {
    return std::string("not a 64-bit little-endian library, this tlhost is ") + kMachineName;
  }
  if (header.e_machine != kMachine) {
    return "built for machine " + std::to_string(header.e_machine) + ", this tlhost is " +
           kMachineName;
  }
  if (header.e_type != ET_DYN) {
    return "an ELF file, but not a shared library";
  }
  if (header.e_phentsize != sizeof(Elf64_Phdr)) {
    return "damaged: program headers of " + std::to_string(header.e_phentsize) + " bytes";
  }
  return "";
}

std::string segment_problem(const File& file, const std::vector<Elf64_Phdr>& segments) {
  for (const Elf64_Phdr& segment : segments) {
    if (segment.p_type == PT_INTERP) {
      return "an executable, not a shared library";
    }
    if (segment.p_offset > file.size() || segment.p_filesz > file.size() - segment.p_offset) {
      return "truncated: a segment ends at " + std::to_string(segment.p_offset + segment.p_filesz) +
             ", the file has " + std::to_string(file.size()) + " bytes";
    }
  }
  return "";
}

}  // namespace

ElfReading read_elf(const std::string& path) {
  ElfReading reading;
  const File file(path);
  if (!file.regular()) {
    reading.step = "file";
    reading.problem = "not a readable regular file";
    return reading;
  }
  reading.step = "elf";
  Elf64_Ehdr header{};
  reading.problem = header_problem(file, header);
  if (!reading.problem.empty()) {
    return reading;
  }
  std::vector<Elf64_Phdr> segments(header.e_phnum);
  if (!file.read(header.e_phoff, segments.data(), segments.size() * sizeof(Elf64_Phdr))) {
    reading.problem = "truncated: the program headers lie behind the end of the file";
    return reading;
  }
  const std::uint64_t sections = std::uint64_t{header.e_shnum} * header.e_shentsize;
  reading.problem = segment_problem(file, segments);
  if (reading.problem.empty() && header.e_shoff > 0 &&
      (header.e_shoff > file.size() || sections > file.size() - header.e_shoff)) {
    reading.problem = "truncated: the section headers lie behind the end of the file";
  }
  if (!reading.problem.empty()) {
    return reading;
  }
  for (const Elf64_Phdr& segment : segments) {
    if (segment.p_type == PT_NOTE && !reading.note) {
      reading.note = find_note(file.block(segment.p_offset, segment.p_filesz));
    } else if (segment.p_type == PT_DYNAMIC) {
      reading.needed = needed_libraries(file, segments, segment);
    }
  }
  if (!reading.note) {
    reading.step = "note";
    reading.problem = "no tlhost note: not a tlhost plugin";
  }
  return reading;
}

}  // namespace tlhost::engine
