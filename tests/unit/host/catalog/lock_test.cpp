#include "host/catalog/lock.hpp"

#include "host/store/digest.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/unit/host/store/store_fixture.hpp"

#include <filesystem>
#include <string>

using namespace tlhost::engine;
using namespace tlhost::test;

namespace {

const std::string kHash(64, 'a');

Problem problem_of(const std::string& text) {
  const TempFolder folder;
  put_bytes(folder / "plugins.lock", text);
  const Refusal refusal = refusal_of([&] { read_lock(folder.path()); });
  CHECK(refusal.exit() == Exit::usage);
  CHECK(first(refusal).code == "PLUGINS-LOCK");
  CHECK_FALSE(first(refusal).fix.empty());
  Problem problem = first(refusal);
  problem.where.erase(0, folder.path().size());
  return problem;
}

}  // namespace

TEST_CASE("a folder without a lock has none", "[catalog][lock]") {
  CHECK_FALSE(read_lock(TempFolder().path()).has_value());
}

TEST_CASE("a lock is read as sha256sum writes it", "[catalog][lock]") {
  const TempFolder folder;
  put_bytes(folder / "plugins.lock",
            kHash + "  a.so\n" + kHash + " *models/b c.so\n" + std::string(64, 'B') + "  ./d.so");
  const auto lock = read_lock(folder.path());
  REQUIRE(lock.has_value());
  CHECK(*lock ==
        PluginLock{{"a.so", kHash}, {"models/b c.so", kHash}, {"d.so", std::string(64, 'b')}});
  put_bytes(folder / "plugins.lock", "");
  CHECK(read_lock(folder.path())->empty());  // nothing may be loaded from this folder
}

TEST_CASE("a malformed lock is told with its line", "[catalog][lock]") {
  const std::string form = "expected a line of sha256sum: 64 hex digits, two blanks, a path";
  for (const std::string& line : {std::string(),
                                  std::string("# by hand"),
                                  kHash,
                                  kHash + "  ",
                                  kHash + " a.so",
                                  kHash + "\ta.so",
                                  kHash.substr(1) + "  a.so",
                                  kHash.substr(1) + "g  a.so",
                                  "\\" + kHash + "  a\\nb.so"}) {
    CAPTURE(line);
    const Problem problem = problem_of(kHash + "  ok.so\n" + line + "\n");
    CHECK(problem.where == "/plugins.lock:2");
    CHECK(problem.what == form);
  }
}

TEST_CASE("a lock speaks only of files below its folder, once each", "[catalog][lock]") {
  for (const std::string path : {"/etc/x.so", "../x.so", "a/../../x.so", "."}) {
    CHECK(problem_of(kHash + "  " + path + "\n").what ==
          "\"" + path + "\" is no file below the folder of the lock");
  }
  CHECK(problem_of(kHash + "  a.so\n" + kHash + "  ./a.so\n").what == "\"a.so\" stands twice");
}

TEST_CASE("a lock that cannot be read is told, not passed over", "[catalog][lock]") {
  const TempFolder folder;
  std::filesystem::create_directory(folder / "plugins.lock");
  CHECK(first(refusal_of([&] { read_lock(folder.path()); })).code == "PLUGINS-LOCK");
  const TempFolder dangling;
  std::filesystem::create_symlink("nowhere", dangling / "plugins.lock");
  CHECK(first(refusal_of([&] { read_lock(dangling.path()); })).code == "PLUGINS-LOCK");
}

TEST_CASE("a file must be listed with its hash", "[catalog][lock]") {
  const TempFolder folder;
  std::filesystem::create_directory(folder / "models");
  const std::string file = folder / "models/a.so";
  put_bytes(file, "one");
  const PluginLock lock{{"models/a.so", sha256_file(file)}};
  CHECK(lock_problem(lock, folder.path(), file).empty());
  CHECK(lock_problem(lock, folder.path() + "/", folder.path() + "//models/a.so").empty());
  put_bytes(file, "two");
  const std::string changed = lock_problem(lock, folder.path(), file);
  CHECK(changed.find("lists SHA-256 " + lock.at("models/a.so").substr(0, 12)) != std::string::npos);
  CHECK(changed.find("the file has " + sha256_file(file).substr(0, 12)) != std::string::npos);
  put_bytes(folder / "b.so", "one");
  CHECK(lock_problem(lock, folder.path(), folder / "b.so") ==
        "plugins.lock of " + folder.path() + " does not list it");
}
