// What becomes of files that a search met: trust, lock, libraries of other kinds, duplicates.
#include "host/catalog/catalog.hpp"
#include "host/store/digest.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/unit/host/catalog/plugin_file.hpp"

#include <dlfcn.h>
#include <sys/stat.h>

#include <exception>
#include <filesystem>
#include <string>

using namespace tlhost::engine;
using namespace tlhost::test;

namespace {

Catalog opened(const std::string& path, bool insecure = false) {
  PluginSearch search;
  search.paths = {path};
  search.use_environment = search.use_default = false;
  search.insecure = insecure;
  return open_catalog(search);
}

std::string other_library() {
  Dl_info info{};
  REQUIRE(dladdr(reinterpret_cast<const void*>(&std::terminate), &info) != 0);
  return info.dli_fname;
}

}  // namespace

TEST_CASE(
    "a library of another kind in a folder of plugins is passed over, but not when it is "
    "named",
    "[catalog][discovery]") {
  const TempFolder folder;
  std::filesystem::copy_file(kDatasetPlugin, folder / "a.so");
  std::filesystem::copy_file(other_library(), folder / "lib.so");
  const Catalog catalog = opened(folder.path());
  CHECK(catalog.plugins.size() == 1);
  CHECK(catalog.rejected.empty());
  CHECK(catalog.notes ==
        std::vector<std::string>{folder / "lib.so" +
                                 std::string(": no tlhost note: not a tlhost plugin")});
  const Catalog named = opened(folder / "lib.so");
  REQUIRE(named.rejected.size() == 1);
  CHECK(named.rejected[0].step == "note");
}

TEST_CASE("what others could change is not loaded unless that is asked for, and then it is told",
          "[catalog][discovery]") {
  const TempFolder folder;
  std::filesystem::copy_file(kDatasetPlugin, folder / "a.so");
  REQUIRE(chmod((folder / "a.so").c_str(), 0666) == 0);
  const Catalog refused = opened(folder.path());
  CHECK(refused.plugins.empty());
  REQUIRE(refused.rejected.size() == 1);
  CHECK(refused.rejected[0].step == "trust");
  CHECK(refused.rejected[0].id == "org.tlhost.image_folder");
  const Catalog taken = opened(folder.path(), true);
  CHECK(taken.rejected.empty());
  REQUIRE(taken.plugins.size() == 1);
  CHECK(taken.plugins[0].insecure ==
        folder / "a.so" + std::string(" can be written by every user of this machine (mode 0666)"));
  REQUIRE(taken.warnings.size() == 1);
  CHECK(taken.warnings[0].find("is used although") != std::string::npos);
}

TEST_CASE("a plugin that its folder's lock does not know is not loaded", "[catalog][discovery]") {
  const TempFolder folder;
  std::filesystem::copy_file(kDatasetPlugin, folder / "a.so");
  std::filesystem::copy_file(kModelPlugin, folder / "b.so");
  std::filesystem::copy_file(other_library(), folder / "lib.so");  // no plugin, so not asked about
  put_bytes(folder / "plugins.lock",
            sha256_file(folder / "a.so") + "  a.so\n" + std::string(64, '0') + "  b.so\n");
  const Catalog catalog = opened(folder.path());
  REQUIRE(catalog.plugins.size() == 1);
  CHECK(catalog.plugins[0].path == folder / "a.so");
  REQUIRE(catalog.rejected.size() == 1);
  CHECK(catalog.rejected[0].path == folder / "b.so");
  CHECK(catalog.rejected[0].step == "lock");
  REQUIRE(chmod((folder / "plugins.lock").c_str(), 0666) == 0);
  for (const RejectedPlugin& rejected : opened(folder.path()).rejected) {
    CHECK(rejected.step == "trust");  // who can change the lock decides what is loaded
  }
  CHECK(opened(folder.path()).rejected.size() == 2);
  put_bytes(folder / "plugins.lock", "nonsense\n");
  CHECK(first(refusal_of([&] { opened(folder.path()); })).code == "PLUGINS-LOCK");
}

TEST_CASE("components that cannot be used are among what is rejected", "[catalog][discovery]") {
  const Catalog catalog = opened(std::string(TLHOST_TEST_MISBEHAVING) + "/later.so");
  CHECK(catalog.plugins.size() == 1);
  REQUIRE(catalog.rejected.size() == 2);
  CHECK(catalog.rejected[0].step == "component");
  CHECK(catalog.rejected[0].id == "org.example.later");
  CHECK(catalog.rejected[0].reason.rfind("component \"later\" has the unknown interface ", 0) == 0);
  CHECK(catalog.rejected[0].remedy == "update tlhost");
}

TEST_CASE("another version of a plugin further back is warned of", "[catalog][discovery]") {
  const TempFolder folder;
  std::filesystem::copy_file(kDatasetPlugin, folder / "a.so");
  PluginBytes other(kDatasetPlugin);
  for (std::size_t at = other.bytes.find("0.1.0"); at != std::string::npos;
       at = other.bytes.find("0.1.0", at)) {
    other.bytes.replace(at, 5, "0.2.0");
  }
  put_bytes(folder / "b.so", other.bytes);
  const Catalog catalog = opened(folder.path());
  REQUIRE(catalog.rejected.size() == 1);
  CHECK(catalog.rejected[0].reason.find("(version 0.1.0); this is version 0.2.0") !=
        std::string::npos);
  REQUIRE(catalog.warnings.size() == 1);
  CHECK(catalog.warnings[0] == "org.tlhost.image_folder is taken from " + (folder / "a.so") +
                                   " (version 0.1.0), not from " + (folder / "b.so") +
                                   " (version 0.2.0)");
}
