#include "host/catalog/search.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/unit/host/store/store_fixture.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

using namespace tlhost::engine;
using namespace tlhost::test;

namespace {

using Paths = std::vector<std::string>;

/// A folder with empty files, whose folders are made too.
class Tree {
 public:
  explicit Tree(const Paths& files) {
    for (const std::string& file : files) {
      add(file);
    }
  }

  void add(const std::string& file) const {
    const std::filesystem::path path = folder_ / file;
    std::filesystem::create_directories(path.parent_path());
    put_bytes(path.string(), "");
  }

  /// The files that are found, without the folder.
  Paths found() const {
    Paths names;
    for (const std::string& path : find_plugin_files({folder_.path()})) {
      names.push_back(path.substr(folder_.path().size() + 1));
    }
    return names;
  }

  const std::string& path() const { return folder_.path(); }

  std::string operator/(const std::string& name) const { return folder_ / name; }

 private:
  TempFolder folder_;
};

/// TLHOST_PLUGIN_PATH for the length of a test.
class Variable {
 public:
  explicit Variable(const std::string& value) { setenv("TLHOST_PLUGIN_PATH", value.c_str(), 1); }

  ~Variable() { unsetenv("TLHOST_PLUGIN_PATH"); }

  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;
};

Problem problem_of(const Paths& paths) {
  const Refusal refusal = refusal_of([&] { find_plugin_files(paths); });
  CHECK(refusal.exit() == Exit::usage);
  return first(refusal);
}

}  // namespace

TEST_CASE("plugins of a folder are found in bytewise order", "[catalog][search]") {
  CHECK(Tree({"b.so", "a/z.so", "B.so", "a.so", "a/a/x.so", "a-b.so"}).found() ==
        Paths{"B.so", "a-b.so", "a.so", "a/a/x.so", "a/z.so", "b.so"});
}

TEST_CASE("plugins are looked for three folders deep", "[catalog][search]") {
  CHECK(Tree({"1.so", "a/2.so", "a/b/3.so", "a/b/c/4.so"}).found() ==
        Paths{"1.so", "a/2.so", "a/b/3.so"});
}

TEST_CASE("only what ends in .so is taken, and nothing hidden", "[catalog][search]") {
  CHECK(Tree({"a.so", "b.so.1", "c.SO", "README.md", "d.so.bak", ".so", ".x.so", ".git/y.so", "so"})
            .found() == Paths{"a.so"});
}

TEST_CASE("a folder whose name ends in .so is a folder", "[catalog][search]") {
  CHECK(Tree({"odd.so/a.so"}).found() == Paths{"odd.so/a.so"});
}

TEST_CASE("a file that was met before is left out", "[catalog][search]") {
  const Tree tree({"a.so", "c.so"});
  REQUIRE(link((tree / "a.so").c_str(), (tree / "b.so").c_str()) == 0);
  REQUIRE(symlink("c.so", (tree / "d.so").c_str()) == 0);
  CHECK(tree.found() == Paths{"a.so", "c.so"});
  CHECK(find_plugin_files({tree / "c.so", tree.path(), tree / "b.so"}) ==
        Paths{tree / "c.so", tree / "a.so"});
}

TEST_CASE("paths are taken in the order that was given", "[catalog][search]") {
  const Tree one({"a.so"}), two({"b.so"});
  CHECK(find_plugin_files({two.path(), one.path()}) == Paths{two / "b.so", one / "a.so"});
  CHECK(find_plugin_files({}).empty());
}

TEST_CASE("a file that is named is taken whatever its ending", "[catalog][search]") {
  const Tree tree({"plugin.bin"});
  CHECK(find_plugin_files({tree / "plugin.bin"}) == Paths{tree / "plugin.bin"});
}

TEST_CASE("links that lead nowhere or in a circle stop nothing", "[catalog][search]") {
  const Tree circle({"a.so"});
  REQUIRE(symlink(".", (circle / "loop").c_str()) == 0);
  CHECK(circle.found() == Paths{"a.so"});
  const Tree nowhere({"a.so"});
  REQUIRE(symlink("nowhere", (nowhere / "b.so").c_str()) == 0);
  CHECK(nowhere.found() == Paths{"a.so", "b.so"});  // which the checks of files then refuse
}

TEST_CASE("a path that is not there is told", "[catalog][search]") {
  const Tree tree({"a.so"});
  const Problem problem = problem_of({tree.path(), tree / "missing"});
  CHECK(problem.code == "PLUGINS-MISSING");
  CHECK(problem.where == tree / "missing");
  CHECK(problem.what == "no such file or folder of plugins");
  CHECK(problem.fix == "give --plugins a folder of .so files");
}

TEST_CASE("a folder without any plugin is told, the source tree too", "[catalog][search]") {
  const Tree tree({"README.md"});
  const Problem problem = problem_of({tree.path()});
  CHECK(problem.code == "PLUGINS-NONE");
  CHECK(problem.where == tree.path());
  CHECK(problem.what == "there is no plugin (*.so) in this folder");
  CHECK(problem.fix == "give --plugins a folder of .so files");
  tree.add("CMakeLists.txt");
  CHECK(problem_of({tree.path()}).fix ==
        "this looks like the source tree; use the plugins folder of the build");
}

TEST_CASE("plugins are looked for in four places, in order", "[catalog][search]") {
  const Tree command({"c.so"}), file({"f.so"}), environment({"e.so"});
  PluginSearch search;
  search.paths = {command.path()};
  search.from_file = {file.path()};
  search.use_default = false;
  const Variable variable("/nowhere:" + environment.path() + "::");
  const FoundFiles found = search_plugins(search);
  CHECK(found.searched == Paths{command.path(), file.path(), environment.path()});
  CHECK(found.files == std::vector<PluginFile>{{command / "c.so", command.path()},
                                               {file / "f.so", file.path()},
                                               {environment / "e.so", environment.path()}});
  CHECK(found.notes == Paths{"/nowhere (TLHOST_PLUGIN_PATH) is not there"});
  search.use_environment = false;
  CHECK(search_plugins(search).files.size() == 2);
}

TEST_CASE("a place of the environment or beside the program may be empty or missing",
          "[catalog][search]") {
  const Tree empty({"README.md"});
  const Variable variable(empty.path());
  const FoundFiles found = search_plugins({});
  CHECK(found.files.empty());  // there is no ../lib/tlhost/plugins beside the test program
  CHECK(found.searched == Paths{empty.path()});
  REQUIRE(found.notes.size() == 1);
  CHECK(found.notes[0].find("lib/tlhost/plugins (beside the program) is not there") !=
        std::string::npos);
}

TEST_CASE("a path of the file must be there too, and the message says who asked",
          "[catalog][search]") {
  PluginSearch search;
  search.from_file = {"/nowhere"};
  const Refusal refusal = refusal_of([&] { search_plugins(search); });
  CHECK(first(refusal).code == "PLUGINS-MISSING");
  CHECK(first(refusal).fix == "give \"plugins\" of the experiment file a folder of .so files");
}

TEST_CASE(
    "the list of the environment is split at colons, and means nothing to a program with more "
    "rights than its user",
    "[catalog][search]") {
  CHECK(environment_paths("/a:b::/c d:", false) == Paths{"/a", "b", "/c d"});
  CHECK(environment_paths("", false).empty());
  CHECK(environment_paths(nullptr, false).empty());
  CHECK(environment_paths("/a:b", true).empty());
}

TEST_CASE("the hint for sources names the build's plugins if there are any", "[catalog][search]") {
  const Tree tree({"plugins/models/x/x.cpp", "build/ci/plugins/models/README"});
  const std::string hint =
      "this looks like the source tree; use the plugins folder of the build, " +
      (tree / "build/ci/plugins");
  CHECK(problem_of({tree / "plugins"}).fix == hint);
  CHECK(problem_of({tree / "plugins/"}).fix == hint);
}
