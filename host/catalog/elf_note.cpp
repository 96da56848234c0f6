#include "host/catalog/elf_note.hpp"

#include "host/catalog/elf_file.hpp"

#include <elf.h>

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

/// The text at an offset of the table of strings.
std::optional<std::string> name_at(const ElfFile& file,
                                   const std::vector<Elf64_Phdr>& segments,
                                   const std::vector<Elf64_Dyn>& entries,
                                   std::uint64_t offset) {
  const auto strings = dynamic_value(entries, DT_STRTAB);
  const auto size = dynamic_value(entries, DT_STRSZ);
  const std::uint64_t start = strings ? file_offset(segments, *strings) : UINT64_MAX;
  if (start == UINT64_MAX || !size || offset >= *size) {
    return std::nullopt;
  }
  return file.text(start + offset);
}

/// Fills what the dynamic section says, or the problem: what it asks for must be known, or the
/// loader would find out first.
void read_dynamic(const ElfFile& file,
                  const std::vector<Elf64_Phdr>& segments,
                  ElfReading& reading) {
  const std::vector<Elf64_Dyn> entries = dynamic_entries(file, segments);
  if ((dynamic_value(entries, DT_FLAGS_1).value_or(0) & DF_1_PIE) != 0) {
    reading.problem = "an executable, not a shared library";
    return;
  }
  for (const Elf64_Dyn& entry : entries) {
    const bool path = entry.d_tag == DT_RPATH || entry.d_tag == DT_RUNPATH;
    if (entry.d_tag != DT_NEEDED && entry.d_tag != DT_SONAME && !path) {
      continue;
    }
    const auto name = name_at(file, segments, entries, entry.d_un.d_val);
    if (!name) {
      reading.problem = "damaged: its dynamic section names what is not in the file";
      return;
    }
    if (entry.d_tag == DT_NEEDED) {
      reading.needed.push_back(*name);
    } else {
      (path ? reading.run_path : reading.soname) = *name;
    }
  }
}

std::string header_problem(const ElfFile& file, Elf64_Ehdr& header) {
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

std::string segment_problem(const ElfFile& file, const std::vector<Elf64_Phdr>& segments) {
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
  reading.machine = kMachineName;
  const ElfFile file(path);
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
  const std::vector<Elf64_Phdr> segments = program_headers(file, header);
  if (segments.size() < header.e_phnum) {
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
  read_dynamic(file, segments, reading);
  for (const Elf64_Phdr& segment : segments) {
    if (segment.p_type == PT_NOTE && !reading.note) {
      reading.note = find_note(file.block(segment.p_offset, segment.p_filesz));
    }
  }
  if (reading.problem.empty() && !reading.note) {
    reading.step = "note";
    reading.problem = "no tlhost note: not a tlhost plugin";
  }
  return reading;
}

}  // namespace tlhost::engine
