#include "host/catalog/elf_exports.hpp"

#include "host/catalog/elf_file.hpp"

#include <algorithm>
#include <optional>

// The dynamic section does not say how many symbols there are.  The hash table does: DT_HASH as a
// number, DT_GNU_HASH by the end of the chain that begins last; the latter also says which symbol
// is the first that others can find.

namespace tlhost::engine {
namespace {

constexpr std::uint64_t kMostSymbols = 10000;  // that are listed

/// The symbols [first, end) can be found by others.
struct SymbolRange {
  std::uint64_t first = 0, end = 0;
};

std::optional<std::uint32_t> word_at(const ElfFile& file, std::uint64_t offset) {
  std::uint32_t word = 0;
  return file.read(offset, &word, sizeof word) ? std::optional(word) : std::nullopt;
}

struct GnuHash {
  std::uint32_t buckets = 0, first_symbol = 0, bloom_words = 0, bloom_shift = 0;
};

std::optional<SymbolRange> gnu_range(const ElfFile& file, std::uint64_t at) {
  constexpr std::uint64_t kWord = sizeof(std::uint32_t);
  GnuHash table;
  if (!file.read(at, &table, sizeof table)) {
    return std::nullopt;
  }
  const std::uint64_t buckets = at + sizeof table + std::uint64_t{table.bloom_words} * 8;
  const std::uint64_t chains = buckets + std::uint64_t{table.buckets} * kWord;
  std::uint64_t last = 0;
  for (std::uint64_t i = 0; i < table.buckets; ++i) {
    const auto symbol = word_at(file, buckets + i * kWord);
    if (!symbol) {
      return std::nullopt;
    }
    last = std::max<std::uint64_t>(last, *symbol);
  }
  if (last < table.first_symbol) {
    return SymbolRange{table.first_symbol, table.first_symbol};  // no chain: nothing to find
  }
  while (true) {
    const auto hash = word_at(file, chains + (last - table.first_symbol) * kWord);
    if (!hash) {
      return std::nullopt;
    }
    ++last;
    if ((*hash & 1U) != 0) {  // the mark of a chain's end
      return SymbolRange{table.first_symbol, last};
    }
  }
}

std::optional<SymbolRange> symbol_range(const ElfFile& file,
                                        const std::vector<Elf64_Phdr>& segments,
                                        const std::vector<Elf64_Dyn>& entries) {
  if (const auto address = dynamic_value(entries, DT_GNU_HASH)) {
    return gnu_range(file, file_offset(segments, *address));
  }
  const auto address = dynamic_value(entries, DT_HASH);
  const std::uint64_t table = address ? file_offset(segments, *address) : UINT64_MAX;
  const auto count =
      table == UINT64_MAX ? std::nullopt : word_at(file, table + sizeof(std::uint32_t));
  return count ? std::optional(SymbolRange{1, std::max<std::uint64_t>(1, *count)}) : std::nullopt;
}

bool is_offered(const Elf64_Sym& symbol) {
  const unsigned binding = ELF64_ST_BIND(symbol.st_info);
  const unsigned visibility = ELF64_ST_VISIBILITY(symbol.st_other);
  return symbol.st_shndx != SHN_UNDEF &&
         (binding == STB_GLOBAL || binding == STB_WEAK || binding == STB_GNU_UNIQUE) &&
         (visibility == STV_DEFAULT || visibility == STV_PROTECTED);
}

/// Where the symbols and their names lie in the file.
struct SymbolTables {
  std::uint64_t symbols = UINT64_MAX, strings = UINT64_MAX;
  SymbolRange range;
};

/// False: a symbol or its name is not in the file.
bool add_names(const ElfFile& file, const SymbolTables& tables, ElfExports& exports) {
  if (tables.symbols == UINT64_MAX || tables.strings == UINT64_MAX) {
    return false;
  }
  for (std::uint64_t i = tables.range.first; i < tables.range.end; ++i) {
    Elf64_Sym symbol{};
    if (!file.read(tables.symbols + i * sizeof symbol, &symbol, sizeof symbol)) {
      return false;
    }
    if (is_offered(symbol)) {
      const auto name = file.text(tables.strings + symbol.st_name);
      if (!name) {
        return false;
      }
      exports.names.push_back(*name);
    }
  }
  return true;
}

}  // namespace

ElfExports read_exports(const std::string& path) {
  ElfExports exports;
  const ElfFile file(path);
  Elf64_Ehdr header{};
  if (!file.read(0, &header, sizeof header) || header.e_phentsize != sizeof(Elf64_Phdr)) {
    return exports;
  }
  const std::vector<Elf64_Phdr> segments = program_headers(file, header);
  const std::vector<Elf64_Dyn> entries = dynamic_entries(file, segments);
  const auto symbols = dynamic_value(entries, DT_SYMTAB);
  const auto strings = dynamic_value(entries, DT_STRTAB);
  std::optional<SymbolRange> range = symbol_range(file, segments, entries);
  if (!symbols || !strings || !range) {
    return exports;
  }
  exports.more = range->end - range->first > kMostSymbols;
  range->end = exports.more ? range->first + kMostSymbols : range->end;
  exports.readable = add_names(
      file, {file_offset(segments, *symbols), file_offset(segments, *strings), *range}, exports);
  std::sort(exports.names.begin(), exports.names.end());
  return exports;
}

}  // namespace tlhost::engine
