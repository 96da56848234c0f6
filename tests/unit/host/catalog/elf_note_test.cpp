#include "host/catalog/elf_note.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/unit/host/catalog/plugin_file.hpp"

#include <elf.h>
#include <link.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <filesystem>
#include <random>
#include <string>

using namespace tlhost::engine;
using namespace tlhost::test;

namespace {

ElfReading reading_of(const std::string& bytes) {
  const TempFolder folder;
  put_bytes(folder / "x.so", bytes);
  return read_elf(folder / "x.so");
}

/// The file of a library that this process has loaded.
std::string loaded_library(std::string name) {
  std::pair<std::string, std::string> search{std::move(name), ""};
  dl_iterate_phdr(
      [](dl_phdr_info* info, std::size_t, void* out) {
        auto& [wanted, found] = *static_cast<decltype(search)*>(out);
        const std::string path = info->dlpi_name;
        found = path.find(wanted) != std::string::npos ? path : found;
        return 0;
      },
      &search);
  REQUIRE(!search.second.empty());
  return search.second;
}

/// Either a sentence and the check that failed, or a note; never both, never neither.
bool is_decided(const ElfReading& reading) {
  return reading.problem.empty() ? reading.note.has_value() : !reading.step.empty();
}

template <class Field>
void set_header(std::string& bytes, std::size_t offset, Field value) {
  std::memcpy(bytes.data() + offset, &value, sizeof value);
}

}  // namespace

TEST_CASE("a plugin's note is read without loading it", "[catalog][elf]") {
  const ElfReading reading = read_elf(kModelPlugin);
  CHECK(reading.problem.empty());
  REQUIRE(reading.note.has_value());
  CHECK(reading.note->sdk_major == TLHOST_SDK_MAJOR);
  CHECK(reading.note->sdk_minor == TLHOST_SDK_MINOR);
  CHECK(reading.note->note_size == sizeof(tlhost_note));
  CHECK(std::string(reading.note->plugin_id) == "org.tlhost.resnet");
  CHECK(std::string(reading.note->abi_tag).rfind("os=linux;arch=", 0) == 0);
  CHECK(std::any_of(reading.needed.begin(), reading.needed.end(), [](const std::string& name) {
    return name.rfind("libtorch", 0) == 0;
  }));
}

TEST_CASE("what is no ELF file is told so", "[catalog][elf]") {
  const std::string forty = std::string("\177ELF\2\1\1", 7) + std::string(33, '\0');
  CHECK(reading_of("# a script\n").problem == "not an ELF shared library");
  CHECK(reading_of("").problem == "not an ELF shared library");
  CHECK(reading_of("\177EL").problem == "not an ELF shared library");
  CHECK(reading_of(forty).problem == "truncated: the header needs 64 bytes, the file has 40");
  CHECK(reading_of("").step == "elf");
  CHECK(reading_of(forty).step == "elf");
}

TEST_CASE("what is no regular file is told so, and nobody waits for it", "[catalog][elf]") {
  const TempFolder folder;
  REQUIRE(mkfifo((folder / "fifo.so").c_str(), 0600) == 0);
  REQUIRE(symlink("nowhere", (folder / "dangling.so").c_str()) == 0);
  for (const std::string& path : {folder / "fifo.so",
                                  folder / "dangling.so",
                                  folder / "missing.so",
                                  folder.path(),
                                  std::string("/dev/zero")}) {
    CAPTURE(path);
    const ElfReading reading = read_elf(path);
    CHECK(reading.problem == "not a readable regular file");
    CHECK(reading.step == "file");
    CHECK_FALSE(reading.note.has_value());
  }
}

TEST_CASE("a library of another kind has no note", "[catalog][elf]") {
  for (const std::string name : {"libcrypto", "libstdc++"}) {
    const ElfReading reading = read_elf(loaded_library(name));
    CHECK(reading.problem == "no tlhost note: not a tlhost plugin");
    CHECK(reading.step == "note");
  }
}

TEST_CASE("an executable is no plugin", "[catalog][elf]") {
  const ElfReading reading = read_elf("/proc/self/exe");
  CHECK(reading.step == "elf");
  CHECK(reading.problem == "an executable, not a shared library");
}

TEST_CASE("a library of another machine or of another form is told so", "[catalog][elf]") {
  const std::string good = bytes_of(kDatasetPlugin);
  std::string bytes = good;
  set_header(bytes, offsetof(Elf64_Ehdr, e_machine), std::uint16_t{EM_ARM});
  CHECK(reading_of(bytes).problem.rfind("built for machine 40, this tlhost is ", 0) == 0);
  bytes = good;
  bytes[EI_CLASS] = ELFCLASS32;
  CHECK(reading_of(bytes).problem.rfind("not a 64-bit little-endian library", 0) == 0);
  bytes = good;
  bytes[EI_DATA] = ELFDATA2MSB;
  CHECK(reading_of(bytes).problem.rfind("not a 64-bit little-endian library", 0) == 0);
  bytes = good;
  set_header(bytes, offsetof(Elf64_Ehdr, e_type), std::uint16_t{ET_REL});
  CHECK(reading_of(bytes).problem == "an ELF file, but not a shared library");
  bytes = good;
  set_header(bytes, offsetof(Elf64_Ehdr, e_phentsize), std::uint16_t{57});
  CHECK(reading_of(bytes).problem == "damaged: program headers of 57 bytes");
}

TEST_CASE("headers that point behind the end are told so", "[catalog][elf]") {
  for (const std::uint64_t offset : {std::uint64_t{1} << 40, UINT64_MAX, UINT64_MAX - 55}) {
    std::string bytes = bytes_of(kDatasetPlugin);
    set_header(bytes, offsetof(Elf64_Ehdr, e_phoff), offset);
    CHECK(reading_of(bytes).problem ==
          "truncated: the program headers lie behind the end of the file");
    bytes = bytes_of(kDatasetPlugin);
    set_header(bytes, offsetof(Elf64_Ehdr, e_shoff), offset);
    CHECK(reading_of(bytes).problem ==
          "truncated: the section headers lie behind the end of the file");
  }
}

TEST_CASE("a plugin that is cut anywhere is refused with a sentence", "[catalog][elf]") {
  const TempFolder folder;
  const std::string path = folder / "cut.so";
  const std::string bytes = bytes_of(kDatasetPlugin);
  put_bytes(path, bytes);
  for (std::size_t i = 1; i <= 200; ++i) {
    // Dense at both ends, where the headers lie: 1, 2, .. 100 bytes; and evenly up to the last.
    const std::size_t size = i <= 100 ? 101 - i : bytes.size() - 1 - (i - 101) * bytes.size() / 100;
    put_bytes(path, bytes.substr(0, size));
    const ElfReading reading = read_elf(path);
    CAPTURE(size);
    CHECK(reading.step == "elf");
    CHECK((reading.problem == "not an ELF shared library" ||
           reading.problem.rfind("truncated: ", 0) == 0));
  }
}

TEST_CASE("no flipped bits of the headers break the reader", "[catalog][elf]") {
  const TempFolder folder;
  const std::string path = folder / "flipped.so";
  const std::string good = bytes_of(kModelPlugin);
  Elf64_Ehdr header;
  std::memcpy(&header, good.data(), sizeof header);
  const std::size_t headers = header.e_phoff + std::size_t{header.e_phnum} * header.e_phentsize;
  std::mt19937 random(20);  // its numbers are fixed by the standard
  int refused = 0;
  for (int i = 0; i < 300; ++i) {
    std::string bytes = good;
    for (std::uint32_t flips = random() % 3 + 1; flips > 0; --flips) {
      const std::uint32_t bit = random() % static_cast<std::uint32_t>(headers * 8);
      bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ (1 << bit % 8));
    }
    put_bytes(path, bytes);
    const ElfReading reading = read_elf(path);
    CAPTURE(i, reading.problem, reading.step);
    CHECK(is_decided(reading));
    refused += reading.problem.empty() ? 0 : 1;
  }
  CHECK(refused > 50);
}

TEST_CASE("no flipped bits of the notes and the dynamic section break the reader",
          "[catalog][elf]") {
  const TempFolder folder;
  const std::string path = folder / "flipped.so";
  const std::string good = bytes_of(kModelPlugin);
  Elf64_Ehdr header;
  std::memcpy(&header, good.data(), sizeof header);
  std::mt19937 random(21);
  for (int i = 0; i < 300; ++i) {
    std::string bytes = good;
    Elf64_Phdr segment;
    do {
      std::memcpy(&segment,
                  good.data() + header.e_phoff + random() % header.e_phnum * sizeof segment,
                  sizeof segment);
    } while (segment.p_type != PT_NOTE && segment.p_type != PT_DYNAMIC);
    const std::uint64_t bit = random() % (segment.p_filesz * 8);
    char& byte = bytes[segment.p_offset + bit / 8];
    byte = static_cast<char>(byte ^ (1 << bit % 8));
    put_bytes(path, bytes);
    CHECK(is_decided(read_elf(path)));
  }
}

TEST_CASE("texts of a note that do not end are ended", "[catalog][elf]") {
  PluginBytes plugin(kDatasetPlugin);
  plugin.set_note(offsetof(tlhost_note, abi_tag), std::string(96 + 48 + 24, 'x'));
  const ElfReading reading = reading_of(plugin.bytes);
  REQUIRE(reading.note.has_value());
  CHECK(std::string(reading.note->abi_tag) == std::string(95, 'x'));
  CHECK(std::string(reading.note->plugin_id) == std::string(47, 'x'));
  CHECK(std::string(reading.note->plugin_version) == std::string(23, 'x'));
}
