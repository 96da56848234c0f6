#include "host/check/linkage.hpp"

#include <elf.h>

#include <algorithm>
#include <cstring>
#include <fstream>

namespace tlhost::engine {
namespace {

constexpr std::uint64_t kMostBytes = 64u << 20;  // of one table

/// A file whose tables are read as arrays.
class Tables {
 public:
  explicit Tables(const std::string& path) : file_(path, std::ios::binary) {}

  template <class T>
  std::vector<T> read(std::uint64_t offset, std::uint64_t bytes) {
    std::vector<T> table;
    if (bytes <= kMostBytes) {
      table.resize(bytes / sizeof(T));
      file_.clear();
      file_.seekg(static_cast<std::streamoff>(offset));
      file_.read(reinterpret_cast<char*>(table.data()),
                 static_cast<std::streamsize>(table.size() * sizeof(T)));
      table.resize(file_ ? table.size() : 0);
    }
    return table;
  }

 private:
  std::ifstream file_;
};

std::string text_at(const std::vector<char>& strings, std::uint64_t at) {
  return at < strings.size()
             ? std::string(strings.data() + at, strnlen(strings.data() + at, strings.size() - at))
             : std::string();
}

void add_exports(const std::vector<Elf64_Sym>& symbols,
                 const std::vector<char>& strings,
                 Linkage& linkage) {
  for (const Elf64_Sym& symbol : symbols) {
    const unsigned bind = ELF64_ST_BIND(symbol.st_info);
    const unsigned visibility = ELF64_ST_VISIBILITY(symbol.st_other);
    const bool offered = symbol.st_shndx != SHN_UNDEF && bind != STB_LOCAL &&
                         visibility != STV_HIDDEN && visibility != STV_INTERNAL;
    if (offered) {
      linkage.exports.push_back(text_at(strings, symbol.st_name));
    }
  }
  std::sort(linkage.exports.begin(), linkage.exports.end());
}

void add_run_path(const std::vector<Elf64_Dyn>& entries,
                  const std::vector<char>& strings,
                  Linkage& linkage) {
  for (const Elf64_Dyn& entry : entries) {
    if (entry.d_tag != DT_RPATH && entry.d_tag != DT_RUNPATH) {
      continue;
    }
    const std::string all = text_at(strings, entry.d_un.d_val);
    for (std::size_t at = 0; at <= all.size();) {
      const std::size_t end = std::min(all.find(':', at), all.size());
      linkage.run_path.push_back(all.substr(at, end - at));
      at = end + 1;
    }
  }
}

}  // namespace

Linkage read_linkage(const std::string& path) {
  Linkage linkage;
  Tables tables(path);
  const auto header = tables.read<Elf64_Ehdr>(0, sizeof(Elf64_Ehdr));
  const auto sections =
      header.empty()
          ? std::vector<Elf64_Shdr>()
          : tables.read<Elf64_Shdr>(header[0].e_shoff, header[0].e_shnum * sizeof(Elf64_Shdr));
  bool symbols_found = false;
  for (const Elf64_Shdr& section : sections) {
    const bool symbols = section.sh_type == SHT_DYNSYM;
    if ((!symbols && section.sh_type != SHT_DYNAMIC) || section.sh_link >= sections.size()) {
      continue;
    }
    const Elf64_Shdr& names = sections[section.sh_link];
    const std::vector<char> strings = tables.read<char>(names.sh_offset, names.sh_size);
    if (symbols) {
      symbols_found = true;
      add_exports(tables.read<Elf64_Sym>(section.sh_offset, section.sh_size), strings, linkage);
    } else {
      add_run_path(tables.read<Elf64_Dyn>(section.sh_offset, section.sh_size), strings, linkage);
    }
  }
  linkage.problem = symbols_found ? "" : "it has no table of the symbols that it offers";
  return linkage;
}

}  // namespace tlhost::engine
