#include "host/scaffold/project.hpp"

#include "host/log/problem.hpp"
#include "host/scaffold/embedded.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temp_folder.hpp"

#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>

using namespace tlhost::engine;
using tlhost::test::TempFolder;
namespace fs = std::filesystem;

namespace {

std::string text_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

std::set<std::string> names_in(const std::string& folder) {
  std::set<std::string> names;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
    names.insert(entry.path().filename().string());
  }
  return names;
}

/// The code that writing it is refused with.
std::string refusal_code(const NewProject& project) {
  try {
    write_project(project);
    return "";
  } catch (const Refusal& refusal) {
    return refusal.problems()[0].code;
  }
}

NewProject moles(const std::string& folder) { return {plugin_kind("dataset"), "moles", folder}; }

const std::set<std::string> kFiles = {".gitignore",
                                      "CMakeLists.txt",
                                      "README.md",
                                      "ci.sh",
                                      "exp.json",
                                      "moles.cpp",
                                      "moles_test.cpp"};

}  // namespace

TEST_CASE("a project of each kind has all files under its own name", "[scaffold]") {
  const TempFolder folder;
  for (const char* kind : {"dataset", "model", "strategy"}) {
    INFO(kind);
    write_project({plugin_kind(kind), "moles", folder / kind});
    CHECK(names_in(folder / kind) == kFiles);
    for (const std::string& name : kFiles) {
      INFO(name);
      const std::string text = text_of(folder / kind + "/" + name);
      CHECK_FALSE(text.empty());
      for (const char* word : {"PluginName", "plugin_name", "plugin_kind", "sdk_version"}) {
        CHECK(text.find(word) == std::string::npos);
      }
    }
    CHECK(text_of(folder / kind + "/moles.cpp").find("class Moles final") != std::string::npos);
    const std::string build = text_of(folder / kind + "/CMakeLists.txt");
    CHECK(build.find("tlhost_add_plugin(" + plugin_kind(kind).folder + " moles ") !=
          std::string::npos);
    CHECK(build.find("find_package(tlhost_sdk " + sdk_version() + " ") != std::string::npos);
  }
  CHECK(names_in(folder.path()) == std::set<std::string>{"dataset", "model", "strategy"});
}

TEST_CASE("scripts of a project can be run, and rights follow the umask", "[scaffold]") {
  const TempFolder folder;
  const mode_t before = umask(027);
  write_project(moles(folder / "moles"));
  umask(before);
  const auto mode = [&](const std::string& name) {
    struct stat facts {};

    REQUIRE(stat((folder / name).c_str(), &facts) == 0);
    return facts.st_mode & 0777;
  };
  CHECK(mode("moles") == 0750);
  CHECK(mode("moles/ci.sh") == 0750);
  CHECK(mode("moles/moles.cpp") == 0640);
}

TEST_CASE("an empty folder is filled and stays the same folder", "[scaffold]") {
  const TempFolder folder;
  fs::create_directory(folder / "here");

  struct stat before {
  }, after{};

  REQUIRE(stat((folder / "here").c_str(), &before) == 0);
  write_project(moles(folder / "here/"));
  REQUIRE(stat((folder / "here").c_str(), &after) == 0);
  CHECK(before.st_ino == after.st_ino);
  CHECK(names_in(folder / "here") == kFiles);
}

TEST_CASE("a folder that is not empty, a file, and a dangling link are refused and stay",
          "[scaffold]") {
  const TempFolder folder;
  fs::create_directory(folder / "full");
  std::ofstream(folder / "full/notes") << "mine";
  std::ofstream(folder / "file") << "mine";
  fs::create_symlink("nowhere", folder / "link");
  const std::set<std::string> before = names_in(folder.path());
  CHECK(refusal_code(moles(folder / "full")) == "NEW-FOLDER");
  CHECK(refusal_code(moles(folder / "file")) == "NEW-FOLDER");
  CHECK(refusal_code(moles(folder / "link")) == "NEW-FOLDER");
  CHECK(refusal_code(moles(folder / "file/moles")) == "OUTPUT-NOT-WRITABLE");
  CHECK(refusal_code(moles(folder / "none/moles")) == "OUTPUT-NOT-WRITABLE");
  CHECK(refusal_code(moles("/proc/moles")) == "OUTPUT-NOT-WRITABLE");  // not even by root
  CHECK(names_in(folder.path()) == before);
  CHECK(names_in(folder / "full") == std::set<std::string>{"notes"});
  CHECK(text_of(folder / "file") == "mine");
}

TEST_CASE("a name that is refused writes nothing", "[scaffold]") {
  const TempFolder folder;
  CHECK(refusal_code({plugin_kind("dataset"), "class", folder / "x"}) == "NEW-NAME-TAKEN");
  CHECK(refusal_code({plugin_kind("dataset"), "No", folder / "x"}) == "NEW-NAME");
  CHECK(names_in(folder.path()).empty());
}
