#include "host/catalog/elf_exports.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/unit/host/catalog/plugin_file.hpp"

#include <dlfcn.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

using namespace tlhost::engine;
using namespace tlhost::test;

TEST_CASE("a plugin exports two symbols", "[catalog][elf]") {
  const ElfExports exports = read_exports(kModelPlugin);
  CHECK(exports.readable);
  CHECK_FALSE(exports.more);
  CHECK(exports.names == std::vector<std::string>{"tlhost_note_v1", "tlhost_plugin_v1"});
}

TEST_CASE("all that a library offers is found", "[catalog][elf]") {
  Dl_info info{};
  REQUIRE(dladdr(reinterpret_cast<const void*>(&std::terminate), &info) != 0);
  const ElfExports exports = read_exports(info.dli_fname);  // the C++ library
  CHECK(exports.readable);
  CHECK(exports.names.size() > 1000);
  CHECK(std::find(exports.names.begin(), exports.names.end(), "_ZSt9terminatev") !=
        exports.names.end());
  CHECK(std::find(exports.names.begin(), exports.names.end(), "malloc") == exports.names.end());
}

TEST_CASE("no flipped bits of the tables break the reader", "[catalog][elf]") {
  const TempFolder folder;
  const std::string path = folder / "x.so";
  const std::string good = bytes_of(kDatasetPlugin);
  std::mt19937 random(7);  // its numbers are fixed by the standard
  int unreadable = 0;
  for (int i = 0; i < 300; ++i) {
    std::string bytes = good;
    const std::size_t bit = random() % (8 * std::min<std::size_t>(bytes.size(), 4096));
    bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ (1 << bit % 8));
    put_bytes(path, bytes);
    unreadable += read_exports(path).readable ? 0 : 1;
  }
  CHECK(unreadable > 0);
  put_bytes(path, good.substr(0, 100));
  CHECK_FALSE(read_exports(path).readable);
  put_bytes(path, "");
  CHECK_FALSE(read_exports(path).readable);
  CHECK_FALSE(read_exports(folder / "missing").readable);
}
