#include "host/check/linkage.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/unit/host/catalog/plugin_file.hpp"

#include <algorithm>
#include <fstream>

using namespace tlhost::engine;
using namespace tlhost::test;

TEST_CASE("the symbols and the run path of a library are read from its file", "[check]") {
  const Linkage linkage = read_linkage(kDatasetPlugin);
  CHECK(linkage.problem.empty());
  CHECK(linkage.exports == std::vector<std::string>{"tlhost_note_v1", "tlhost_plugin_v1"});
  CHECK(linkage.run_path == std::vector<std::string>{"$ORIGIN"});
}

TEST_CASE("a file that is damaged anywhere is read without harm", "[check]") {
  const TempFolder folder;
  const PluginBytes whole(kDatasetPlugin);
  std::size_t readable = 0;
  for (std::size_t i = 0; i < 200; ++i) {
    std::string bytes = whole.bytes;
    const std::size_t at = i * 7919 % bytes.size();
    bytes[at] = static_cast<char>(bytes[at] ^ 0x5a);
    bytes.resize(i % 4 == 0 ? at : bytes.size());
    std::ofstream(folder / "damaged.so", std::ios::binary | std::ios::trunc) << bytes;
    readable += read_linkage(folder / "damaged.so").problem.empty() ? 1 : 0;
  }
  CHECK(readable > 100);
  CHECK(readable < 200);  // without its section headers, at its end, it cannot be read
}

TEST_CASE("a file that is no library has no symbols to read", "[check]") {
  CHECK_FALSE(read_linkage("/dev/null").problem.empty());
  CHECK_FALSE(read_linkage("/no/such/file").problem.empty());
}
